package io.paviour.resource;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the beginning of a resource's text: a million of them have to be ready within seconds of a start.
final class HeadReader {
    private String apiVersion = "";
    private String kind = "";
    private String namespace = "";
    private String name = "";
    private String uid = "";
    private boolean deleting;
    private Map<String, String> labels = Map.of();
    private List<Packed.Owner> owners = List.of();

    private HeadReader() {}

    /// What a text says at its beginning, or null if it does not begin with `apiVersion`, `kind` and `metadata`.
    static Packed.@Nullable Head read(byte[] text) {
        try (JsonParser parser = JsonText.parser(text)) {
            var reader = new HeadReader();
            return parser.nextToken() == JsonToken.START_OBJECT && reader.begin(parser) ? reader.head() : null;
        } catch (IOException malformed) {
            return null;
        }
    }

    private Packed.Head head() {
        var ref = new Ref(KindName.of(apiVersion, kind), namespace, name);
        return new Packed.Head(apiVersion, ref, uid, deleting, labels, owners);
    }

    private boolean begin(JsonParser parser) throws IOException {
        if (!"apiVersion".equals(parser.nextFieldName())) {
            return false;
        }
        apiVersion = parser.nextTextValue();
        if (!"kind".equals(parser.nextFieldName())) {
            return false;
        }
        kind = parser.nextTextValue();
        if (!"metadata".equals(parser.nextFieldName()) || parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            metadata(parser);
        }
        return !name.isEmpty();
    }

    private void metadata(JsonParser parser) throws IOException {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (field) {
            case "name" -> name = parser.getText();
            case "namespace" -> namespace = parser.getText();
            case "uid" -> uid = parser.getText();
            case "deletionTimestamp" -> deleting = value != JsonToken.VALUE_NULL;
            case "labels" -> labels = strings(parser);
            case "ownerReferences" -> owners = owners(parser);
            default -> parser.skipChildren();
        }
    }

    private static Map<String, String> strings(JsonParser parser) throws IOException {
        var strings = new LinkedHashMap<String, String>();
        if (JsonText.value(parser) instanceof Json.Obj(var fields)) {
            fields.forEach((name, value) -> {
                if (value instanceof Json.Str(String text)) {
                    strings.put(name, text);
                }
            });
        }
        return strings;
    }

    private static List<Packed.Owner> owners(JsonParser parser) throws IOException {
        var owners = new ArrayList<Packed.Owner>();
        if (JsonText.value(parser) instanceof Json.Arr(var items)) {
            for (Json item : items) {
                if (item instanceof Json.Obj reference) {
                    owners.add(Packed.Owner.of(reference));
                }
            }
        }
        return owners;
    }
}
