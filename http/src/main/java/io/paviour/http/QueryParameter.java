package io.paviour.http;

import java.util.List;

/// What can be said in the query of a URL, for OpenAPI documents.
enum QueryParameter {
    ALLOW_WATCH_BOOKMARKS("boolean", "Whether a watch tells from time to time how far it is."),
    CONTINUE("string", "The token from the page before, for the next page of a list."),
    DRY_RUN("string", "With the value All, everything is checked and nothing is stored."),
    FIELD_MANAGER("string", "The writer's name for itself; by default the start of the User-Agent header."),
    FIELD_SELECTOR("string", "Only resources whose fields have these values, such as metadata.name=x."),
    FIELD_VALIDATION("string", "What becomes of unknown fields: Strict refuses, Warn tells, Ignore drops them."),
    FORCE("boolean", "Whether fields are taken over from other managers. Only with an apply patch."),
    GRACE_PERIOD_SECONDS("integer", "How long the deletion may take at least, in seconds."),
    LABEL_SELECTOR("string", "Only resources whose labels match, such as team=shop."),
    LIMIT("integer", "How many resources a page of a list has at most."),
    PROPAGATION_POLICY("string", "What becomes of dependents: Background, Foreground or Orphan."),
    RESOURCE_VERSION("string", "The revision that a list shows, or that a watch begins after."),
    RESOURCE_VERSION_MATCH("string", "How resourceVersion is meant: NotOlderThan or Exact."),
    SEND_INITIAL_EVENTS("boolean", "Whether a watch begins with what there is, and says so when it has told all."),
    TIMEOUT_SECONDS("integer", "How long a watch lasts at most, in seconds."),
    WATCH("boolean", "Whether the answer is a stream of what happens instead of a list.");

    static final List<QueryParameter> LISTING = List.of(
            ALLOW_WATCH_BOOKMARKS,
            CONTINUE,
            FIELD_SELECTOR,
            LABEL_SELECTOR,
            LIMIT,
            RESOURCE_VERSION,
            RESOURCE_VERSION_MATCH,
            SEND_INITIAL_EVENTS,
            TIMEOUT_SECONDS,
            WATCH);
    static final List<QueryParameter> WRITING = List.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION);
    static final List<QueryParameter> PATCHING = List.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION, FORCE);
    static final List<QueryParameter> DELETING = List.of(DRY_RUN, GRACE_PERIOD_SECONDS, PROPAGATION_POLICY);
    static final List<QueryParameter> DELETING_MANY =
            List.of(DRY_RUN, FIELD_SELECTOR, GRACE_PERIOD_SECONDS, LABEL_SELECTOR, PROPAGATION_POLICY);

    private final String type;
    private final String description;

    QueryParameter(String type, String description) {
        this.type = type;
        this.description = description;
    }

    /// As it stands in a URL, such as `fieldManager`.
    String parameterName() {
        var name = new StringBuilder();
        for (String word : name().split("_")) {
            String lower = word.toLowerCase(java.util.Locale.ROOT);
            name.append(name.isEmpty() ? lower : Operation.capitalised(lower));
        }
        return name.toString();
    }

    /// `boolean`, `integer` or `string`.
    String type() {
        return type;
    }

    String description() {
        return description;
    }
}
