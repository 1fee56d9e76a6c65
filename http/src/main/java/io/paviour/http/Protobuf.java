package io.paviour.http;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the few messages that clients send in Kubernetes' protobuf form and never in another: kubectl 1.32 and newer
/// does so for `create namespace` and `create quota`, and for what [AccessMessages] knows. Answers are always JSON.
///
/// The form is `k8s\0` and a `runtime.Unknown` message around the object (Kubernetes API concepts, "Kubernetes
/// Protobuf encoding"); the field numbers are those of `generated.proto` in k8s.io/api.
final class Protobuf {
    static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int WIRE_VARINT = 0;
    private static final int WIRE_FIXED_64 = 1;
    private static final int WIRE_BYTES = 2;
    private static final int WIRE_FIXED_32 = 5;

    private Protobuf() {}

    /// What a field of a message becomes.
    sealed interface Type {
        /// A string.
        record Text() implements Type {}

        /// A list of strings, one a time.
        record Texts() implements Type {}

        /// A map of strings, one entry a time.
        record TextMap() implements Type {}

        /// A map of lists of strings, one entry a time, whose value is a message with the list as field 1.
        record TextsMap() implements Type {}

        /// A map of quantities, one entry a time, whose value is a message with the text as field 1.
        record QuantityMap() implements Type {}

        /// A whole number.
        record Whole() implements Type {}

        /// True or false.
        record Flag() implements Type {}

        /// Another message.
        record Message(Map<Integer, Field> fields) implements Type {}

        /// A list of messages, one a time.
        record Messages(Map<Integer, Field> fields) implements Type {}
    }

    record Field(String name, Type type) {}

    static final Type TEXT = new Type.Text();
    static final Type TEXTS = new Type.Texts();
    static final Type TEXT_MAP = new Type.TextMap();

    private static final Map<Integer, Field> TYPE_META =
            Map.of(1, new Field("apiVersion", TEXT), 2, new Field("kind", TEXT));

    private static final Map<Integer, Field> OBJECT_META = Map.of(
            1, new Field("name", TEXT),
            2, new Field("generateName", TEXT),
            3, new Field("namespace", TEXT),
            5, new Field("uid", TEXT),
            6, new Field("resourceVersion", TEXT),
            11, new Field("labels", TEXT_MAP),
            12, new Field("annotations", TEXT_MAP),
            14, new Field("finalizers", TEXTS));

    static final Field METADATA = new Field("metadata", new Type.Message(OBJECT_META));

    private static final Map<Integer, Field> NAMESPACE =
            Map.of(1, METADATA, 2, message("spec", Map.of(1, new Field("finalizers", TEXTS))));

    private static final Map<Integer, Field> TEXT_ENTRY =
            Map.of(1, new Field("key", TEXT), 2, new Field("value", TEXT));

    private static final Map<Integer, Field> TEXTS_ENTRY =
            Map.of(1, new Field("key", TEXT), 2, message("value", Map.of(1, new Field("items", TEXTS))));

    private static final Map<Integer, Field> QUANTITY_ENTRY =
            Map.of(1, new Field("key", TEXT), 2, message("value", Map.of(1, new Field("text", TEXT))));

    private static final Map<Integer, Field> QUOTA = Map.of(
            1,
            METADATA,
            2,
            message(
                    "spec",
                    Map.of(
                            1, new Field("hard", new Type.QuantityMap()),
                            2, new Field("scopes", TEXTS))));

    private static final Map<KindName, Map<Integer, Field>> MESSAGES =
            Map.of(new KindName("", "Namespace"), NAMESPACE, new KindName("", "ResourceQuota"), QUOTA);

    static Field message(String name, Map<Integer, Field> fields) {
        return new Field(name, new Type.Message(fields));
    }

    /// Reads one object.
    ///
    /// @throws io.paviour.resource.ProblemException with [Problem.UnsupportedMedia] for a kind that is not known in
    ///     this form, [Problem.BadRequest] for bytes that are no such message
    static Json.Obj decode(byte[] bytes) {
        if (bytes.length < MAGIC.length
                || !ByteBuffer.wrap(bytes, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw malformed("it does not begin with k8s");
        }
        Json.Obj type = Json.Obj.EMPTY;
        ByteBuffer raw = ByteBuffer.allocate(0);
        for (Piece piece : pieces(ByteBuffer.wrap(bytes, MAGIC.length, bytes.length - MAGIC.length))) {
            if (piece.number == 1) {
                type = object(piece.bytes, TYPE_META);
            }
            if (piece.number == 2) {
                raw = piece.bytes;
            }
        }
        var kind = KindName.of(type.string("apiVersion", ""), type.string("kind", ""));
        Map<Integer, Field> fields = MESSAGES.getOrDefault(kind, AccessMessages.ALL.get(kind));
        if (fields == null) {
            throw new Problem.UnsupportedMedia("the body of the request was in an unknown format - accepted media types"
                            + " for " + kind + " include: application/json, application/yaml")
                    .exception();
        }
        var all = new LinkedHashMap<>(type.fields());
        all.putAll(object(raw, fields).fields());
        return new Json.Obj(all);
    }

    /// Empty texts and messages are sent although nobody said anything; they are left out.
    private static Json.Obj object(ByteBuffer bytes, Map<Integer, Field> fields) {
        var found = new LinkedHashMap<String, Json>();
        var lists = new LinkedHashMap<String, List<Json>>();
        var maps = new LinkedHashMap<String, Map<String, Json>>();
        for (Piece piece : pieces(bytes)) {
            Field field = fields.get(piece.number);
            if (field == null) {
                continue;
            }
            String name = field.name;
            boolean isMany = !(field.type instanceof Type.Text || field.type instanceof Type.Message);
            if (isMany) {
                // Fields stand in the order in which they first appear.
                found.putIfAbsent(name, Json.NULL);
            }
            switch (field.type) {
                case Type.Text() -> putText(found, name, text(piece.bytes));
                case Type.Texts() -> list(lists, name).add(new Json.Str(text(piece.bytes)));
                case Type.TextMap() -> {
                    Json.Obj entry = object(piece.bytes, TEXT_ENTRY);
                    map(maps, name).put(entry.string("key", ""), new Json.Str(entry.string("value", "")));
                }
                case Type.TextsMap() -> {
                    Json.Obj entry = object(piece.bytes, TEXTS_ENTRY);
                    Json values = new Json.Arr(entry.object("value").array("items"));
                    map(maps, name).put(entry.string("key", ""), values);
                }
                case Type.QuantityMap() -> {
                    Json.Obj entry = object(piece.bytes, QUANTITY_ENTRY);
                    map(maps, name)
                            .put(
                                    entry.string("key", ""),
                                    new Json.Str(entry.object("value").string("text", "")));
                }
                case Type.Whole() -> found.put(name, new Json.Int(piece.value));
                case Type.Flag() -> found.put(name, new Json.Bool(piece.value != 0));
                case Type.Messages(var inner) -> list(lists, name).add(object(piece.bytes, inner));
                case Type.Message(var inner) -> {
                    Json.Obj object = object(piece.bytes, inner);
                    if (!object.isEmpty()) {
                        found.put(name, object);
                    }
                }
            }
        }
        lists.forEach((name, items) -> found.put(name, new Json.Arr(items)));
        maps.forEach((name, entries) -> found.put(name, new Json.Obj(entries)));
        return new Json.Obj(found);
    }

    private static List<Json> list(Map<String, List<Json>> lists, String name) {
        return lists.computeIfAbsent(name, _ -> new ArrayList<>());
    }

    private static Map<String, Json> map(Map<String, Map<String, Json>> maps, String name) {
        return maps.computeIfAbsent(name, _ -> new LinkedHashMap<>());
    }

    private static void putText(Map<String, Json> found, String name, String text) {
        if (!text.isEmpty()) {
            found.put(name, new Json.Str(text));
        }
    }

    private static String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException notText) {
            throw malformed("a text in it is not UTF-8");
        }
    }

    /// One field of a message; whole numbers have a value and no bytes.
    private record Piece(int number, ByteBuffer bytes, long value) {}

    private static List<Piece> pieces(ByteBuffer message) {
        ByteBuffer in = message.duplicate();
        var pieces = new ArrayList<Piece>();
        while (in.hasRemaining()) {
            long tag = varint(in);
            long value = 0;
            int length = switch ((int) (tag & 7)) {
                case WIRE_VARINT -> {
                    value = varint(in);
                    yield 0;
                }
                case WIRE_FIXED_64 -> 8;
                case WIRE_BYTES -> length(varint(in), in);
                case WIRE_FIXED_32 -> 4;
                default -> throw malformed("it has a field of an unknown form");
            };
            if (length > in.remaining()) {
                throw malformed("it ends too early");
            }
            pieces.add(new Piece((int) (tag >>> 3), in.slice(in.position(), length), value));
            in.position(in.position() + length);
        }
        return pieces;
    }

    private static int length(long wanted, ByteBuffer in) {
        if (wanted < 0 || wanted > in.remaining()) {
            throw malformed("it ends too early");
        }
        return (int) wanted;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!in.hasRemaining()) {
                throw malformed("it ends too early");
            }
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("it has a number that is too long");
    }

    private static RuntimeException malformed(String why) {
        return new Problem.BadRequest("the body is not a Kubernetes protobuf message: " + why).exception();
    }
}
