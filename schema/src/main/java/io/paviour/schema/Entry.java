package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/// One item of `metadata.managedFields`: what one manager owns, and since when.
///
/// @param json the item as it is stored
record Entry(Json.Obj json) {
    private static final String APPLY = "Apply";
    private static final String UPDATE = "Update";

    /// The order in which Kubernetes keeps them. Times are stored in seconds of UTC, so that their text has
    /// an order.
    static final Comparator<Entry> ORDER = Comparator.comparing((Entry entry) -> entry.text("operation"))
            .thenComparing(Entry::time)
            .thenComparing(Entry::manager)
            .thenComparing(Entry::apiVersion)
            .thenComparing(Entry::subresource);

    static Entry applied(ManagedFields.Manager manager, FieldSet fields, Instant now) {
        return of(manager, APPLY, fields, now);
    }

    static Entry updated(ManagedFields.Manager manager, FieldSet fields, Instant now) {
        return of(manager, UPDATE, fields, now);
    }

    private static Entry of(ManagedFields.Manager manager, String operation, FieldSet fields, Instant now) {
        return new Entry(Json.object(
                "manager",
                manager.name().isEmpty() ? "unknown" : manager.name(),
                "operation",
                operation,
                "apiVersion",
                manager.apiVersion(),
                "time",
                text(now),
                "fieldsType",
                "FieldsV1",
                "fieldsV1",
                fields.tree(),
                "subresource",
                manager.subresource().isEmpty() ? null : manager.subresource()));
    }

    /// A moment as it is stored.
    static String text(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    String manager() {
        return text("manager");
    }

    String apiVersion() {
        return text("apiVersion");
    }

    String subresource() {
        return text("subresource");
    }

    /// When it last changed, or empty.
    String time() {
        return text("time");
    }

    boolean isApplied() {
        return text("operation").equals(APPLY);
    }

    FieldSet fields() {
        return new FieldSet(json.object("fieldsV1"));
    }

    private String text(String field) {
        return json.string(field, "");
    }

    /// Whether both are of the same manager. An applier is the same in all versions of a kind.
    boolean isOfTheManagerOf(Entry other) {
        return manager().equals(other.manager())
                && subresource().equals(other.subresource())
                && isApplied() == other.isApplied()
                && (isApplied() || apiVersion().equals(other.apiVersion()));
    }

    /// Whether both say the same, whenever it was.
    boolean saysTheSameAs(Entry other) {
        return json.without("time").equals(other.json.without("time"));
    }

    Entry with(FieldSet fields) {
        return new Entry(json.with("fieldsV1", fields.tree()));
    }

    Entry at(String time) {
        return new Entry(json.with("time", time));
    }

    /// As it is shown to somebody in whose way it is.
    String shown() {
        String shown = JsonText.write(new Json.Str(manager()));
        if (!subresource().isEmpty()) {
            shown += " with subresource " + JsonText.write(new Json.Str(subresource()));
        }
        if (!isApplied()) {
            shown += " using " + apiVersion() + (time().isEmpty() ? "" : " at " + time());
        }
        return shown;
    }
}
