package io.paviour.http;

import io.paviour.registry.Listing;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import io.paviour.schema.Age;
import io.paviour.schema.Column;
import io.paviour.schema.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/// How resources look to one client: whole, as rows of a table, or as their metadata only.
///
/// @param kind what is shown
/// @param accept what the client asked for
/// @param include what stands behind each row of a table
/// @param clock for ages
record Rendering(Kind kind, Accept accept, Include include, InstantSource clock) {
    private static final String META = "meta.k8s.io/";

    /// What stands behind each row of a table, as the query's `includeObject` says.
    enum Include {
        /// Nothing.
        NONE,
        /// The metadata.
        METADATA,
        /// The resource.
        OBJECT;

        static Include of(String text) {
            return switch (text) {
                case "", "Metadata" -> METADATA;
                case "None" -> NONE;
                case "Object" -> OBJECT;
                default ->
                    throw new Problem.BadRequest("includeObject: Unsupported value: \"" + text
                                    + "\": supported values: \"Metadata\", \"None\", \"Object\"")
                            .exception();
            };
        }
    }

    /// One resource.
    Json.Obj one(Resource resource) {
        if (accept.isTable()) {
            Json.Obj metadata = Json.object("resourceVersion", Long.toString(resource.revision()));
            return table(metadata, List.of(resource), true);
        }
        return accept.isPartial() ? partial(resource) : resource.document();
    }

    /// One page of a list.
    Json.Obj list(Listing listing) {
        Json.Obj metadata = Json.object(
                "resourceVersion",
                Long.toString(listing.revision()),
                "continue",
                listing.continuation(),
                "remainingItemCount",
                listing.remaining() > 0 ? Json.of(listing.remaining()) : null);
        if (accept.isTable()) {
            return table(metadata, listing.items(), true);
        }
        var items = new ArrayList<Json>(listing.items().size());
        for (Resource resource : listing.items()) {
            items.add(accept.isPartial() ? partial(resource) : resource.document());
        }
        return Json.object(
                "kind",
                accept.isPartial() ? "PartialObjectMetadataList" : kind.name().kind() + "List",
                "apiVersion",
                accept.isPartial() ? META + accept.version() : kind.apiVersion(),
                "metadata",
                metadata,
                "items",
                new Json.Arr(items));
    }

    /// The object of one event of a watch.
    ///
    /// @param isFirst whether nothing was sent before: only then a table says what its columns are
    Json.Obj event(Resource resource, boolean isFirst) {
        if (!accept.isTable()) {
            return one(resource);
        }
        Json.Obj metadata = Json.object("resourceVersion", Long.toString(resource.revision()));
        return table(metadata, List.of(resource), isFirst);
    }

    /// The object of a bookmark.
    Json.Obj bookmark(long revision, boolean endsInitialEvents) {
        Json.Obj metadata = Json.object(
                "resourceVersion",
                Long.toString(revision),
                "annotations",
                endsInitialEvents ? Json.object("k8s.io/initial-events-end", "true") : null);
        if (accept.isTable()) {
            return table(metadata, List.of(), false);
        }
        return Json.object(
                "kind",
                accept.isPartial() ? "PartialObjectMetadata" : kind.name().kind(),
                "apiVersion",
                accept.isPartial() ? META + accept.version() : kind.apiVersion(),
                "metadata",
                metadata);
    }

    private Json.Obj partial(Resource resource) {
        return Json.object(
                "kind",
                "PartialObjectMetadata",
                "apiVersion",
                META + (accept.version().isEmpty() ? "v1" : accept.version()),
                "metadata",
                resource.metadata());
    }

    private Json.Obj table(Json.Obj metadata, List<Resource> resources, boolean hasColumns) {
        return Json.object(
                "kind",
                "Table",
                "apiVersion",
                META + accept.version(),
                "metadata",
                metadata,
                "columnDefinitions",
                hasColumns ? columnDefinitions() : List.of(),
                "rows",
                resources.stream().map(this::row).toList());
    }

    /// The name comes first whatever the kind says.
    private List<Json.Obj> columnDefinitions() {
        var definitions = new ArrayList<Json.Obj>();
        definitions.add(definition("Name", "string", "name", "The name of the resource", 0));
        for (Column column : kind.columns()) {
            definitions.add(
                    definition(column.name(), column.type(), column.format(), column.description(), column.priority()));
        }
        return definitions;
    }

    private static Json.Obj definition(String name, String type, String format, String description, int priority) {
        return Json.object(
                "name", name, "type", type, "format", format, "description", description, "priority", priority);
    }

    private Json.Obj row(Resource resource) {
        var cells = new ArrayList<Json>();
        cells.add(new Json.Str(resource.name()));
        for (Column column : kind.columns()) {
            Json cell = column.cell(resource);
            cells.add(column.type().equals("date") ? age(cell) : cell);
        }
        Json object = switch (include) {
            case NONE -> Json.NULL;
            case METADATA -> partial(resource);
            case OBJECT -> resource.document();
        };
        return Json.object("cells", new Json.Arr(cells), "object", object);
    }

    private Json age(Json time) {
        if (!(time instanceof Json.Str(String text))) {
            return Json.NULL;
        }
        try {
            return new Json.Str(Age.of(Duration.between(Instant.parse(text), clock.instant())));
        } catch (DateTimeParseException unreadable) {
            return new Json.Str("<invalid>");
        }
    }
}
