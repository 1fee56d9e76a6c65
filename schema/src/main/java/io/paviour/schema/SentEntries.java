package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.Violation;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads `metadata.managedFields` that a client wrote, and finds everything that is wrong with it.
final class SentEntries {
    private static final int MANAGER_CHARS_MAX = 128;
    private static final int SUBRESOURCE_CHARS_MAX = 256;

    private final Findings found = new Findings();
    private final List<Entry> entries = new ArrayList<>();

    SentEntries(Json sent) {
        Place place = Place.ROOT.field("metadata").field("managedFields");
        if (!(sent instanceof Json.Arr(var items))) {
            found.wrongType(place, "array", sent);
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Json.Obj entry) {
                read(entry, place.item(i));
            } else {
                found.wrongType(place.item(i), "object", items.get(i));
            }
        }
    }

    /// Whether a client asks to forget who owns what: `[]`, or `[{}]` where a patch cannot say that.
    static boolean isReset(Json sent) {
        return sent instanceof Json.Arr(var items)
                && (items.isEmpty() || (items.size() == 1 && items.getFirst().equals(Json.Obj.EMPTY)));
    }

    List<Violation> violations() {
        return found.list();
    }

    /// The entries in their canonical form; only to be used where there are no violations.
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    private void read(Json.Obj entry, Place place) {
        var read = new LinkedHashMap<String, Json>();
        text(entry, "manager", place, MANAGER_CHARS_MAX, read);
        choice(entry, "operation", place, read, "Apply", "Update");
        text(entry, "apiVersion", place, Integer.MAX_VALUE, read);
        if (entry.string("apiVersion", "").isEmpty()) {
            found.required(place.field("apiVersion"), "must not be empty");
        }
        time(entry, place.field("time"), read);
        choice(entry, "fieldsType", place, read, "FieldsV1");
        Json fields = entry.get("fieldsV1");
        if (fields instanceof Json.Obj tree) {
            read.put("fieldsV1", tree(tree, place.field("fieldsV1")));
        } else if (fields != null) {
            found.wrongType(place.field("fieldsV1"), "object", fields);
        }
        text(entry, "subresource", place, SUBRESOURCE_CHARS_MAX, read);
        entries.add(new Entry(new Json.Obj(read)));
    }

    private void text(Json.Obj entry, String field, Place place, int charsMax, Map<String, Json> read) {
        Json value = entry.get(field);
        if (value instanceof Json.Str(String text)) {
            if (text.length() > charsMax) {
                found.tooLong(place.field(field), charsMax, "characters");
            }
            if (!text.isEmpty()) {
                read.put(field, value);
            }
        } else if (value != null) {
            found.wrongType(place.field(field), "string", value);
        }
    }

    private void choice(Json.Obj entry, String field, Place place, Map<String, Json> read, String... choices) {
        Json value = entry.get(field);
        List<Json> supported = Json.array((Object[]) choices).items();
        if (value == null) {
            found.required(place.field(field), "must not be empty");
        } else if (!supported.contains(value)) {
            found.unsupported(place.field(field), value, supported);
        } else {
            read.put(field, value);
        }
    }

    private void time(Json.Obj entry, Place place, Map<String, Json> read) {
        Json value = entry.get("time");
        if (value instanceof Json.Str(String text)) {
            try {
                read.put(
                        "time",
                        new Json.Str(Entry.text(OffsetDateTime.parse(text).toInstant())));
            } catch (DateTimeException malformed) {
                found.wrongFormat(place, "date-time", value);
            }
        } else if (value != null && !(value instanceof Json.Null)) {
            found.wrongType(place, "string", value);
        }
    }

    /// A set with canonical elements; see [FieldSet].
    private Json.Obj tree(Json.Obj tree, Place place) {
        var twig = new Twig();
        grow(tree, place, twig);
        return twig.toSet().tree();
    }

    private void grow(Json.Obj tree, Place place, Twig twig) {
        tree.fields().forEach((element, below) -> {
            if (element.equals(Element.SELF)) {
                twig.own();
                return;
            }
            @Nullable String canonical = Element.canonical(element);
            if (canonical == null) {
                found.invalid(
                        place,
                        element,
                        "must be \".\", \"f:\" and a field, \"k:\" and an object of keys, \"v:\" and a value, or \"i:\""
                                + " and a number");
            } else if (below instanceof Json.Obj object) {
                Twig next = twig.at(canonical);
                if (object.isEmpty()) {
                    next.own();
                } else {
                    grow(object, place.field(element), next);
                }
            } else {
                found.wrongType(place.field(element), "object", below);
            }
        });
    }
}
