package io.paviour.http;

import io.paviour.resource.Json;
import io.paviour.resource.YamlText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads `openapi.v2.Document` from protobuf into the JSON that it stands for: a reader of the wire format that knows
/// nothing of the writer, and the messages and field numbers of `OpenAPIv2.proto` in github.com/google/gnostic.
final class TestOpenApiReader {
    /// `number name type` for each field of each message. A type is `string`, `bool`, `int64`, `double` or a message;
    /// `[]` says that there may be many.
    private static final Map<String, String> MESSAGES = Map.ofEntries(
            Map.entry("Document", "1 swagger string, 2 info Info, 8 paths Paths, 9 definitions Definitions"),
            Map.entry("Info", "1 title string, 2 version string"),
            Map.entry("Paths", "2 * NamedPathItem[]"),
            Map.entry("NamedPathItem", "1 name string, 2 value PathItem"),
            Map.entry(
                    "PathItem",
                    "2 get Operation, 3 put Operation, 4 post Operation, 5 delete Operation, 8 patch Operation,"
                            + " 9 parameters ParametersItem[]"),
            Map.entry(
                    "Operation",
                    "5 operationId string, 6 produces string[], 7 consumes string[], 8 parameters ParametersItem[],"
                            + " 9 responses Responses, 13 * NamedAny[]"),
            Map.entry("ParametersItem", "1 = Parameter"),
            Map.entry("Parameter", "1 = BodyParameter, 2 = NonBodyParameter"),
            Map.entry("BodyParameter", "2 name string, 3 in string, 4 required bool, 5 schema Schema"),
            Map.entry("NonBodyParameter", "3 = QueryParameterSubSchema, 4 = PathParameterSubSchema"),
            Map.entry(
                    "QueryParameterSubSchema",
                    "1 required bool, 2 in string, 3 description string, 4 name string, 6 type string,"
                            + " 20 uniqueItems bool"),
            Map.entry(
                    "PathParameterSubSchema",
                    "1 required bool, 2 in string, 3 description string, 4 name string, 5 type string"),
            Map.entry("Responses", "1 * NamedResponseValue[]"),
            Map.entry("NamedResponseValue", "1 name string, 2 value ResponseValue"),
            Map.entry("ResponseValue", "1 = Response"),
            Map.entry("Response", "1 description string, 2 schema SchemaItem"),
            Map.entry("SchemaItem", "1 = Schema"),
            Map.entry("Definitions", "1 * NamedSchema[]"),
            Map.entry("Properties", "1 * NamedSchema[]"),
            Map.entry("NamedSchema", "1 name string, 2 value Schema"),
            Map.entry("NamedAny", "1 name string, 2 value Any"),
            Map.entry("ItemsItem", "1 = Schema"),
            Map.entry("TypeItem", "1 = string"),
            Map.entry("AdditionalPropertiesItem", "1 = Schema, 2 = bool"),
            Map.entry(
                    "Schema",
                    "1 $ref string, 2 format string, 3 title string, 4 description string, 5 default Any,"
                            + " 6 multipleOf double, 7 maximum double, 8 exclusiveMaximum bool, 9 minimum double,"
                            + " 10 exclusiveMinimum bool, 11 maxLength int64, 12 minLength int64, 13 pattern string,"
                            + " 14 maxItems int64, 15 minItems int64, 16 uniqueItems bool, 17 maxProperties int64,"
                            + " 18 minProperties int64, 19 required string[], 20 enum Any[],"
                            + " 21 additionalProperties AdditionalPropertiesItem, 22 type TypeItem, 23 items ItemsItem,"
                            + " 25 properties Properties, 31 * NamedAny[]"));

    private TestOpenApiReader() {}

    static Json read(byte[] document) {
        return read("Document", ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static Json read(String message, ByteBuffer in) {
        if (message.equals("Any")) {
            return any(in);
        }
        Map<Long, String[]> fields = fields(message);
        var object = new LinkedHashMap<String, Json>();
        Json only = null;
        while (in.hasRemaining()) {
            long tag = varint(in);
            String[] field = fields.get(tag >>> 3);
            if (field == null) {
                throw new IllegalStateException(message + " has no field " + (tag >>> 3));
            }
            boolean isMany = field[2].endsWith("[]");
            Json value = value(isMany ? field[2].substring(0, field[2].length() - 2) : field[2], tag & 7, in);
            switch (field[1]) {
                case "=" -> only = value;
                case "*" -> object.put(((Json.Obj) value).string("name"), ((Json.Obj) value).get("value"));
                default -> object.merge(field[1], isMany ? Json.array(value) : value, TestOpenApiReader::joined);
            }
        }
        return only == null ? new Json.Obj(object) : only;
    }

    private static Json joined(Json before, Json next) {
        List<Json> items = new ArrayList<>(((Json.Arr) before).items());
        items.addAll(((Json.Arr) next).items());
        return new Json.Arr(items);
    }

    private static Map<Long, String[]> fields(String message) {
        var fields = new LinkedHashMap<Long, String[]>();
        for (String field : MESSAGES.get(message).split(", ?")) {
            String[] words = field.strip().split(" ");
            fields.put(Long.parseLong(words[0]), words);
        }
        return fields;
    }

    private static Json value(String type, long wire, ByteBuffer in) {
        return switch (type) {
            case "bool" -> new Json.Bool(expect(wire, 0) && varint(in) == 1);
            case "int64" -> new Json.Int(expect(wire, 0) ? varint(in) : 0);
            case "double" -> new Json.Dec(expect(wire, 1) ? in.getDouble() : 0);
            case "string" -> new Json.Str(text(wire, in));
            default -> read(type, bytes(wire, in));
        };
    }

    private static boolean expect(long wire, long expected) {
        if (wire != expected) {
            throw new IllegalStateException("wire type " + wire + " instead of " + expected);
        }
        return true;
    }

    private static Json any(ByteBuffer in) {
        long tag = varint(in);
        return YamlText.parseAll((tag >>> 3) == 2 ? text(tag & 7, in) : "").getFirst();
    }

    private static ByteBuffer bytes(long wire, ByteBuffer in) {
        expect(wire, 2);
        int length = (int) varint(in);
        ByteBuffer inner = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return inner;
    }

    private static String text(long wire, ByteBuffer in) {
        return StandardCharsets.UTF_8.decode(bytes(wire, in)).toString();
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalStateException("a number of more than 64 bits");
    }
}
