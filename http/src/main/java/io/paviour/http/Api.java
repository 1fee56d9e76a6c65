package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.registry.Moment;
import io.paviour.registry.Registry;
import io.paviour.resource.Problem;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The API behind the doors: whoever gets here has been recognised.
final class Api {
    private final Registry registry;
    private final Statuses statuses;
    private final Documents documents;
    private final Resources resources;
    private final Reviews reviews;
    private final Entrance entrance;
    private final Exposition exposition;

    Api(
            Registry registry,
            Statuses statuses,
            Documents documents,
            Resources resources,
            Reviews reviews,
            Entrance entrance,
            Exposition exposition) {
        this.registry = registry;
        this.statuses = statuses;
        this.documents = documents;
        this.resources = resources;
        this.reviews = reviews;
        this.entrance = entrance;
        this.exposition = exposition;
    }

    /// Answers a call.
    ///
    /// @throws io.paviour.resource.ProblemException if the answer is no
    Reply answer(Subject caller, Call call) throws IOException {
        Subject subject = entrance.enter(caller, call);
        call.sighting().isFrom(subject);
        Route.Match match = Route.find(call.path());
        if (match == null) {
            throw new Problem.NoSuchPath("").exception();
        }
        call.sighting().leadsTo(match.template());
        String group = match.part("group");
        String version = match.part("version");
        return switch (match.route()) {
            case OPENAPI_2 -> {
                Reply document = documents.openApi2(read(subject, call));
                yield document == null ? statuses.notAcceptable(Documents.OPENAPI_2_TYPES) : document;
            }
            case OPENAPI_INDEX -> documents.openApiIndex(read(subject, call));
            case OPENAPI -> documents.openApi(read(subject, call), match.part("path"));
            case METRICS -> exposition.answer(read(subject, call));
            case CORE -> discovery(subject, call, true);
            case GROUPS -> discovery(subject, call, false);
            case GROUP -> documents.group(read(subject, call), group);
            case RESOURCES -> documents.resources(read(subject, call), group, version);
            case WHO_AM_I -> reviews.whoAmI(subject, call, version);
            case CAN_I -> reviews.canI(subject, call, version);
            case MY_RULES -> reviews.myRules(subject, call, version);
            case MAY_THEY -> reviews.mayThey(subject, call, version, "");
            case MAY_THEY_HERE -> reviews.mayThey(subject, call, version, match.part("namespace"));
            case WHOSE_TOKEN -> reviews.whoseToken(subject, call, version);
            case PLANS -> {
                if (!group.equals(reviews.group())) {
                    throw new Problem.NoSuchPath("").exception();
                }
                yield reviews.plan(subject, call, version);
            }
            case COLLECTION, NAMESPACED_COLLECTION -> resources.collection(where(subject, match, call), call);
            case ITEM, NAMESPACED_ITEM -> resources.item(where(subject, match, call), call);
            case SUBRESOURCE, NAMESPACED_SUBRESOURCE, NAMESPACE_STATUS ->
                resources.subresource(where(subject, match, call), call);
        };
    }

    private Reply discovery(Subject subject, Call call, boolean isCore) {
        Accept accept = Accept.parse(call.header("accept"), Accept.Rendition.DISCOVERY);
        return accept == null
                ? statuses.notAcceptable(List.of("application/json"))
                : documents.discovery(read(subject, call), accept, isCore);
    }

    /// What lies under paths that are no resources may be read by whom a role lets.
    private Call read(Subject subject, Call call) {
        if (!call.isRead()) {
            throw new Problem.NotAllowed("").exception();
        }
        entrance.requirePath(subject, "get", call.path());
        return call;
    }

    /// A namespaced kind is found without a namespace only as a collection; one of cluster scope never with one.
    private Where where(Subject subject, Route.Match match, Call call) {
        Kind kind = kind(match);
        boolean isPossible =
                kind != null && (kind.namespaced() ? isNamespaced(match) || isCollection(match) : !isNamespaced(match));
        if (kind == null || !isPossible) {
            throw new Problem.NoSuchPath("").exception();
        }
        var where = new Where(subject, kind, match.part("namespace"), match.part("name"), match.part("subresource"));
        call.sighting().asksFor(where, call, where.name().isEmpty());
        return where;
    }

    /// A kind that is not known may have been defined at another replica a moment ago.
    private @Nullable Kind kind(Route.Match match) {
        String group = match.part("group");
        String version = match.part("version");
        String plural = match.part("plural");
        Kind known = registry.kind(group, version, plural);
        if (known != null) {
            return known;
        }
        registry.reach(Moment.NEWEST);
        return registry.kind(group, version, plural);
    }

    private static boolean isNamespaced(Route.Match match) {
        return !match.part("namespace").isEmpty();
    }

    private static boolean isCollection(Route.Match match) {
        return match.route() == Route.COLLECTION;
    }
}
