package io.paviour.http;

import io.paviour.resource.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/// Writes an OpenAPI v2 document as the protobuf message `openapi.v2.Document`, with the field numbers of
/// `OpenAPIv2.proto` in github.com/google/gnostic. Only what [OpenApi2] says can be written.
final class OpenApi2Protobuf {
    static final String MEDIA_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /// What clients ask for. The `@` must not be in an answer: it is no part of a media type.
    static final String ASKED_TYPE = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    private OpenApi2Protobuf() {}

    static byte[] encode(Json.Obj document) {
        var message = new Message();
        message.text(1, document.string("swagger", ""));
        Json.Obj info = document.object("info");
        message.message(2, new Message().text(1, info.string("title", "")).text(2, info.string("version", "")));
        message.message(8, map(2, document.object("paths"), OpenApi2Protobuf::item));
        message.message(9, map(1, document.object("definitions"), OpenApi2Protobuf::schema));
        return message.bytes();
    }

    /// A map, which is a list of messages that have a name and a value.
    private static Message map(int number, Json.Obj map, Function<Json.Obj, Message> value) {
        var message = new Message();
        map.fields().forEach((name, field) -> message.message(number, named(name, value.apply((Json.Obj) field))));
        return message;
    }

    private static Message named(String name, Message value) {
        return new Message().text(1, name).message(2, value);
    }

    private static Message item(Json.Obj item) {
        var message = new Message();
        item.fields().forEach((name, value) -> {
            switch (name) {
                case "get" -> message.message(2, operation((Json.Obj) value));
                case "put" -> message.message(3, operation((Json.Obj) value));
                case "post" -> message.message(4, operation((Json.Obj) value));
                case "delete" -> message.message(5, operation((Json.Obj) value));
                case "patch" -> message.message(8, operation((Json.Obj) value));
                case "parameters" -> parameters(message, 9, item);
                default -> throw unknown(name);
            }
        });
        return message;
    }

    private static Message operation(Json.Obj operation) {
        var message = new Message();
        operation.fields().forEach((name, value) -> {
            switch (name) {
                case "operationId" -> message.text(5, ((Json.Str) value).value());
                case "produces" -> texts(message, 6, operation, name);
                case "consumes" -> texts(message, 7, operation, name);
                case "parameters" -> parameters(message, 8, operation);
                case "responses" -> message.message(9, map(1, (Json.Obj) value, OpenApi2Protobuf::answer));
                default -> extension(message, 13, name, value);
            }
        });
        return message;
    }

    private static Message answer(Json.Obj answer) {
        var response = new Message().text(1, answer.string("description", ""));
        if (answer.get("schema") instanceof Json.Obj schema) {
            response.message(2, new Message().message(1, schema(schema)));
        }
        return new Message().message(1, response);
    }

    private static void parameters(Message message, int number, Json.Obj owner) {
        owner.objects("parameters")
                .forEach(parameter -> message.message(number, new Message().message(1, parameter(parameter))));
    }

    private static Message parameter(Json.Obj parameter) {
        String name = parameter.string("name", "");
        String type = parameter.string("type", "");
        return switch (parameter.string("in", "")) {
            case "body" -> {
                var body = new Message().text(2, name).text(3, "body");
                yield new Message().message(1, body.message(5, schema(parameter.object("schema"))));
            }
            case "query" -> {
                var query = new Message().text(2, "query").text(4, name).text(6, type);
                query.bool(20, parameter.bool("uniqueItems", false));
                yield new Message().message(2, new Message().message(3, query));
            }
            case "path" -> {
                var path = new Message().bool(1, parameter.bool("required", false));
                path.text(2, "path").text(4, name).text(5, type);
                yield new Message().message(2, new Message().message(4, path));
            }
            default -> throw unknown(parameter.string("in", ""));
        };
    }

    private static Message schema(Json.Obj schema) {
        var message = new Message();
        schema.fields().forEach((name, value) -> {
            switch (name) {
                case "$ref" -> message.text(1, ((Json.Str) value).value());
                case "format" -> message.text(2, ((Json.Str) value).value());
                case "title" -> message.text(3, ((Json.Str) value).value());
                case "description" -> message.text(4, ((Json.Str) value).value());
                case "default" -> message.message(5, any(value));
                case "multipleOf" -> message.real(6, number(value));
                case "maximum" -> message.real(7, number(value));
                case "exclusiveMaximum" -> message.bool(8, schema.bool(name, false));
                case "minimum" -> message.real(9, number(value));
                case "exclusiveMinimum" -> message.bool(10, schema.bool(name, false));
                case "maxLength" -> message.whole(11, (long) number(value));
                case "minLength" -> message.whole(12, (long) number(value));
                case "pattern" -> message.text(13, ((Json.Str) value).value());
                case "maxItems" -> message.whole(14, (long) number(value));
                case "minItems" -> message.whole(15, (long) number(value));
                case "uniqueItems" -> message.bool(16, schema.bool(name, false));
                case "maxProperties" -> message.whole(17, (long) number(value));
                case "minProperties" -> message.whole(18, (long) number(value));
                case "required" -> texts(message, 19, schema, name);
                case "enum" -> schema.array(name).forEach(item -> message.message(20, any(item)));
                case "additionalProperties" -> message.message(21, schemaOrNot(value));
                case "type" -> message.message(22, new Message().text(1, ((Json.Str) value).value()));
                case "items" -> message.message(23, new Message().message(1, schema((Json.Obj) value)));
                case "properties" -> message.message(25, map(1, (Json.Obj) value, OpenApi2Protobuf::schema));
                default -> extension(message, 31, name, value);
            }
        });
        return message;
    }

    private static Message schemaOrNot(Json value) {
        return value instanceof Json.Obj schema
                ? new Message().message(1, schema(schema))
                : new Message().bool(2, ((Json.Bool) value).value());
    }

    private static double number(Json value) {
        return value instanceof Json.Int(long whole) ? whole : ((Json.Dec) value).value();
    }

    private static void texts(Message message, int number, Json.Obj owner, String field) {
        List<String> texts = owner.strings(field).toList();
        texts.forEach(text -> message.text(number, text));
    }

    private static void extension(Message message, int number, String name, Json value) {
        if (!name.startsWith("x-")) {
            throw unknown(name);
        }
        message.message(number, named(name, any(value)));
    }

    /// Any value, which is text in YAML, and so may be JSON.
    private static Message any(Json value) {
        return new Message().text(2, value.toString());
    }

    private static RuntimeException unknown(String name) {
        return new IllegalArgumentException("not in the documents that can be written: " + name);
    }

    /// A protobuf message under way.
    private static final class Message {
        private static final int VARINT = 0;
        private static final int FIXED_64 = 1;
        private static final int BYTES = 2;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message text(int number, String text) {
            return bytes(number, text.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int number, Message inner) {
            return bytes(number, inner.bytes());
        }

        private Message bytes(int number, byte[] bytes) {
            varint(((long) number << 3) | BYTES);
            varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        Message bool(int number, boolean value) {
            return whole(number, value ? 1 : 0);
        }

        Message whole(int number, long value) {
            varint(((long) number << 3) | VARINT);
            varint(value);
            return this;
        }

        void real(int number, double value) {
            varint(((long) number << 3) | FIXED_64);
            long bits = Double.doubleToLongBits(value);
            for (int i = 0; i < Double.BYTES; i++) {
                out.write((int) (bits >>> (Byte.SIZE * i)));
            }
        }

        private void varint(long value) {
            long left = value;
            while ((left & ~0x7fL) != 0) {
                out.write((int) ((left & 0x7f) | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
