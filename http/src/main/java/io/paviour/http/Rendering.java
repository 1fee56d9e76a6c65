package io.paviour.http;

import io.paviour.registry.Listing;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import io.paviour.schema.Age;
import io.paviour.schema.Column;
import io.paviour.schema.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
    private static final String JSON = "application/json";
    private static final int WHOLE_BYTES_MAX = 256 << 10;

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
    Reply.Whole one(Packed resource) {
        return accept.isPlain()
                ? new Reply.Whole(200, JSON, resource.text(), List.of())
                : Reply.json(200, shown(resource.resource(), true));
    }

    /// One resource as it was written.
    Json.Obj one(Resource resource) {
        return shown(resource, true);
    }

    /// @param isFirst whether nothing was sent before: only then a table says what its columns are
    private Json.Obj shown(Resource resource, boolean isFirst) {
        if (accept.isTable()) {
            Json.Obj metadata = Json.object("resourceVersion", Long.toString(resource.revision()));
            return Json.object(
                    "kind",
                    "Table",
                    "apiVersion",
                    META + accept.version(),
                    "metadata",
                    metadata,
                    "columnDefinitions",
                    isFirst ? columnDefinitions() : List.of(),
                    "rows",
                    List.of(row(resource)));
        }
        return accept.isPartial() ? partial(resource) : resource.document();
    }

    /// One page of a list: as a whole if it is short, else item by item.
    Reply list(Listing listing) {
        long bytes = 0;
        for (Packed resource : listing.items()) {
            bytes += resource.text().length;
        }
        if (bytes > WHOLE_BYTES_MAX) {
            return new Reply.Flow(JSON, out -> write(listing, out));
        }
        var whole = new ByteArrayOutputStream((int) bytes + 1_024);
        try {
            write(listing, whole);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Reply.Whole(200, JSON, whole.toByteArray(), List.of());
    }

    private void write(Listing listing, OutputStream out) throws IOException {
        byte[] frame = JsonText.bytes(frame(listing));
        // The frame ends with an empty array and the brace behind it.
        out.write(frame, 0, frame.length - 2);
        boolean isFirst = true;
        for (Packed resource : listing.items()) {
            if (!isFirst) {
                out.write(',');
            }
            isFirst = false;
            out.write(item(resource));
        }
        out.write(']');
        out.write('}');
    }

    private Json.Obj frame(Listing listing) {
        Json.Obj metadata = Json.object(
                "resourceVersion",
                Long.toString(listing.revision()),
                "continue",
                listing.continuation(),
                "remainingItemCount",
                listing.remaining() > 0 ? Json.of(listing.remaining()) : null);
        if (accept.isTable()) {
            return Json.object(
                    "kind",
                    "Table",
                    "apiVersion",
                    META + accept.version(),
                    "metadata",
                    metadata,
                    "columnDefinitions",
                    columnDefinitions(),
                    "rows",
                    List.of());
        }
        return Json.object(
                "kind",
                accept.isPartial() ? "PartialObjectMetadataList" : kind.name().kind() + "List",
                "apiVersion",
                accept.isPartial() ? META + accept.version() : kind.apiVersion(),
                "metadata",
                metadata,
                "items",
                List.of());
    }

    private byte[] item(Packed resource) {
        if (accept.isPlain()) {
            return resource.text();
        }
        Resource whole = resource.resource();
        return JsonText.bytes(accept.isTable() ? row(whole) : partial(whole));
    }

    /// The text of the object of one event of a watch.
    ///
    /// @param isFirst whether nothing was sent before: only then a table says what its columns are
    byte[] event(Packed resource, boolean isFirst) {
        return accept.isPlain() ? resource.text() : JsonText.bytes(shown(resource.resource(), isFirst));
    }

    /// The object of a bookmark.
    Json.Obj bookmark(long revision, boolean endsInitialEvents) {
        Json.Obj metadata = Json.object(
                "resourceVersion",
                Long.toString(revision),
                "annotations",
                endsInitialEvents ? Json.object("k8s.io/initial-events-end", "true") : null);
        if (accept.isTable()) {
            return Json.object(
                    "kind",
                    "Table",
                    "apiVersion",
                    META + accept.version(),
                    "metadata",
                    metadata,
                    "columnDefinitions",
                    List.of(),
                    "rows",
                    List.of());
        }
        return Json.object(
                "kind",
                        accept.isPartial()
                                ? "PartialObjectMetadata"
                                : kind.name().kind(),
                "apiVersion", accept.isPartial() ? META + accept.version() : kind.apiVersion(),
                "metadata", metadata);
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
