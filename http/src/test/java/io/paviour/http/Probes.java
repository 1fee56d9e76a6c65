package io.paviour.http;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Requests that begin as good ones, and of which most then get something wrong.
///
/// @param seeds valid documents, with `NAME` and `PLACE` to be filled in
/// @param kinds what is served now
/// @param place the namespace
/// @param seen answers that were resources, the newest last; some are sent again
record Probes(
        Random random,
        HostileText texts,
        HostileJson jsons,
        List<Json.Obj> seeds,
        Supplier<List<Kind>> kinds,
        String place,
        List<Json.Obj> seen) {
    private static final int SEEN_MAX = 40;
    private static final String JSON = "application/json";

    /// The next request.
    Probe next() {
        var draft = new Draft();
        begin(draft);
        for (int i = random.nextInt(10) < 3 ? 0 : 1 + random.nextInt(3); i > 0; i--) {
            spoil(draft);
        }
        return draft.probe();
    }

    void saw(Json.Obj answer) {
        if (answer.get("kind") != null && answer.get("metadata") != null && answer.get("items") == null) {
            seen.addLast(answer);
        }
        if (seen.size() > SEEN_MAX) {
            seen.removeFirst();
        }
    }

    /// A request in parts.
    private final class Draft {
        private String method = "GET";
        private String path = "/";
        private final List<String> query = new ArrayList<>();
        private final List<String> headers = new ArrayList<>(List.of("Accept: application/json"));
        private Json.@Nullable Obj document;
        private String body = "";
        private String type = "";

        void send(String verb, String media, Json.@Nullable Obj sent) {
            method = verb;
            type = media;
            document = sent;
        }

        String text() {
            if (document == null) {
                return body;
            }
            String json = HostileJson.text(document);
            if (type.equals(Bodies.OPERATIONS)) {
                return operations(document);
            }
            return type.equals(Protobuf.MEDIA_TYPE) ? protobuf(document) : json;
        }

        Probe probe() {
            if (!type.isEmpty()) {
                headers.add("Content-Type: " + type);
            }
            String target = path + (query.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + String.join("&", query));
            return new Probe(method, target, headers, text());
        }
    }

    private void begin(Draft draft) {
        if (random.nextInt(12) == 0) {
            draft.path = texts.one("paths");
            return;
        }
        Json.Obj document = document();
        String name = document.object("metadata").string("name", "a");
        String collection = collection(document);
        String item = collection + "/" + name;
        draft.path = item;
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> {
                draft.path = collection;
                draft.send("POST", JSON, document);
            }
            case 5, 6 -> draft.send("PUT", JSON, document);
            case 7 -> draft.send("PATCH", Bodies.MERGE, document);
            case 8 -> draft.send("PATCH", Bodies.OPERATIONS, document);
            case 9, 10 -> {
                draft.send("PATCH", Bodies.APPLY, document.with("metadata", applied(document)));
                draft.query.add("fieldManager=" + texts.one(List.of("one", "two", "three")));
                if (random.nextBoolean()) {
                    draft.query.add("force=true");
                }
            }
            case 11 -> draft.send("PATCH", Bodies.STRATEGIC, document);
            case 12 -> {
                Json.Obj options = Json.object(
                        "kind", "DeleteOptions", "apiVersion", "v1", "preconditions", Json.object("uid", "u"));
                draft.send(
                        "DELETE", JSON, random.nextBoolean() ? null : random.nextBoolean() ? Json.Obj.EMPTY : options);
            }
            case 13 -> {
                draft.path = item + texts.one(List.of("/status", "/scale", "/log", "/reveal", "/token", "/x"));
                String media = texts.one(List.of(JSON, Bodies.MERGE, Bodies.APPLY, Bodies.OPERATIONS));
                draft.send(
                        texts.one(List.of("PUT", "PATCH", "POST")),
                        media,
                        random.nextInt(3) == 0 ? scale(name) : document);
            }
            case 14 -> draft.path = item + texts.one(List.of("", "/status", "/scale", "/log?tailLines=2", "/x"));
            case 15 -> {
                draft.path = collection;
                draft.query.add("watch=1");
                draft.query.add("timeoutSeconds=1");
                draft.query.add("resourceVersion=" + texts.one(List.of("", "0", "1", "50", "200", "1000")));
                if (random.nextInt(3) == 0) {
                    draft.headers.addAll(List.of(
                            "Upgrade: websocket",
                            "Connection: Upgrade",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="));
                }
            }
            case 16 -> {
                draft.path = collection;
                draft.method = random.nextInt(4) == 0 ? "DELETE" : "GET";
                draft.query.add(parameter());
            }
            case 17 -> draft.send("POST", Protobuf.MEDIA_TYPE, document);
            default -> draft.path = random.nextBoolean() ? collection : item;
        }
    }

    private Json.Obj applied(Json.Obj document) {
        Json.Obj metadata = document.object("metadata");
        return random.nextInt(4) == 0
                ? metadata
                : metadata.without("managedFields").without("resourceVersion");
    }

    private static Json.Obj scale(String name) {
        return Json.object(
                "apiVersion",
                "autoscaling/v1",
                "kind",
                "Scale",
                "metadata",
                Json.object("name", name),
                "spec",
                Json.object("replicas", 4));
    }

    private Json.Obj document() {
        if (!seen.isEmpty() && random.nextInt(3) == 0) {
            return texts.one(seen);
        }
        String seed = texts.one(seeds).toString();
        return (Json.Obj) io.paviour.resource.JsonText.parse(
                seed.replace("NAME", texts.one(List.of("a", "b", "c"))).replace("PLACE", place));
    }

    private String collection(Json.Obj document) {
        String apiVersion = document.string("apiVersion", "v1");
        String prefix = (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
        Kind kind = kinds.get().stream()
                .filter(known -> known.name().equals(KindName.of(apiVersion, document.string("kind", ""))))
                .findFirst()
                .orElse(null);
        String kindName = document.string("kind", "x").toLowerCase(java.util.Locale.ROOT);
        String plural = kind == null ? kindName + "s" : kind.plural();
        boolean isNamespaced = kind == null ? kindName.startsWith("local") : kind.namespaced();
        return prefix + (isNamespaced ? "/namespaces/" + place + "/" : "/") + plural;
    }

    private String parameter() {
        String name = texts.one("parameters");
        String value = switch (name) {
            case "labelSelector" ->
                texts.one(List.of(
                        "app=shop",
                        "app in (a,b)",
                        "!app",
                        "app notin (",
                        "a==b,c!=d",
                        "x>1",
                        ",",
                        "app=" + "x".repeat(64)));
            case "fieldSelector" ->
                texts.one(List.of("metadata.name=a", "spec.colour=red", "a", "metadata.name!=a,b", "a\\,b=c", "="));
            case "limit", "timeoutSeconds", "gracePeriodSeconds" ->
                texts.one(List.of("1", "2", "0", "-1", "99999999999999999999", "x"));
            case "continue" ->
                Base64.getUrlEncoder()
                        .encodeToString((random.nextInt(300) + "/" + place + "/" + texts.any())
                                .getBytes(StandardCharsets.UTF_8));
            case "resourceVersion" -> texts.one(List.of("0", "1", "20", "-1", "01", "9223372036854775807", "1e3", "x"));
            case "resourceVersionMatch" -> texts.one(List.of("Exact", "NotOlderThan", "x"));
            case "propagationPolicy" -> texts.one(List.of("Foreground", "Background", "Orphan", "x"));
            case "dryRun" -> texts.one(List.of("All", "None"));
            case "fieldValidation" -> texts.one(List.of("Strict", "Warn", "Ignore", "x"));
            default -> texts.one(List.of("true", "false", "1", "x", "one"));
        };
        String spoilt = random.nextInt(6) == 0 ? texts.any() : value;
        return (random.nextInt(30) == 0 ? texts.encoded(texts.any()) : name) + "=" + texts.encoded(spoilt);
    }

    private void spoil(Draft draft) {
        boolean hasBody = draft.document != null;
        switch (random.nextInt(hasBody ? 24 : 8)) {
            case 0 -> draft.query.add(parameter());
            case 1 -> draft.path = path(draft.path);
            case 2 -> draft.headers.set(0, "Accept: " + texts.one("accepts"));
            case 3 -> draft.headers.add(header());
            case 4 ->
                draft.method = texts.one(List.of(
                        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "X"));
            case 5 -> draft.query.add(parameter());
            case 6 -> draft.query.add(texts.scrambled(parameter()).replaceAll("[^!-~]", "%"));
            case 7 -> draft.headers.add("Accept-Encoding: gzip");
            case 8 -> draft.type = texts.one("types");
            case 9 -> {
                draft.body = texts.scrambled(draft.text());
                draft.document = null;
            }
            case 10 -> {
                draft.body = yaml(draft.text());
                draft.type = random.nextBoolean() ? "application/yaml" : Bodies.APPLY;
                draft.document = null;
            }
            case 11 -> {
                java.nio.charset.Charset charset = texts.one(List.of(
                        StandardCharsets.UTF_16,
                        StandardCharsets.UTF_16LE,
                        java.nio.charset.Charset.forName("UTF-32")));
                draft.body = new String(draft.text().getBytes(charset), StandardCharsets.ISO_8859_1);
                draft.document = null;
            }
            default -> {
                if (draft.document != null) {
                    draft.document = jsons.changed(draft.document);
                }
            }
        }
    }

    private String yaml(String json) {
        return switch (random.nextInt(4)) {
            case 0 -> texts.one("yamls");
            case 1 -> texts.scrambled(json);
            case 2 ->
                json.replaceFirst(
                        "\\{",
                        java.util.regex.Matcher.quoteReplacement(
                                "{&a \"x\": " + texts.one(List.of("*a", "1", "&b [*b, *b]")) + ", "));
            default -> "---\n" + json + "\n" + texts.one(List.of("", "---\n", "...\n", "--- {}\n", "# x"));
        };
    }

    private String header() {
        return switch (random.nextInt(8)) {
            case 0 -> "Impersonate-User: " + texts.encoded(texts.any());
            case 1 -> "Impersonate-Group: " + texts.one(List.of("leads", "system:masters", "", "a,b"));
            case 2 -> "Impersonate-Extra-" + texts.one(List.of("", "a", "%zz", "%2f", "a%")) + ": x";
            case 3 -> "If-None-Match: " + texts.encoded(texts.any());
            case 4 -> "traceparent: " + texts.encoded(texts.any());
            case 5 -> "Cookie: " + texts.encoded(texts.any());
            case 6 ->
                "Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io."
                        + texts.one(List.of("x", "", "%%%", "AAAA"));
            default ->
                texts.one(List.of(
                        "Expect: 100-continue",
                        "Range: bytes=0-1",
                        "User-Agent: ",
                        "User-Agent: /",
                        "X-Remote-User: admin",
                        "Content-Encoding: gzip",
                        "X-HTTP-Method-Override: DELETE",
                        "Origin: null",
                        "Host: [::1",
                        "Host: evil.example.com"));
        };
    }

    private String path(String path) {
        String[] parts = path.split("/", -1);
        int at = random.nextInt(parts.length);
        switch (random.nextInt(6)) {
            case 0 -> parts[at] = "";
            case 1 -> parts[at] = texts.encoded(texts.any());
            case 2 ->
                parts[at] =
                        parts[at] + texts.one(List.of("%", "%2F", "%00", "%ff", ";a=b", "%C0%AF", "..", "+", "%20"));
            case 3 -> parts[at] = texts.one(List.of("..", ".", "%2e%2e", "*", "namespaces", "status"));
            case 4 -> parts[at] = "x".repeat(1 + random.nextInt(3_000));
            default -> parts[at] = texts.encoded(parts[at]);
        }
        return String.join("/", parts);
    }

    /// Operations on places of a document, and on places that it does not have.
    private String operations(Json.Obj document) {
        var operations = new ArrayList<Json>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            Json.Obj operation = Json.object(
                    "op", texts.one(List.of("add", "remove", "replace", "move", "copy", "test", "x")),
                    "path", pointer(document),
                    "from", pointer(document),
                    "value", random.nextBoolean() ? document.object("spec") : texts.any());
            operations.add(random.nextInt(4) == 0 ? jsons.changed(operation) : operation);
        }
        return HostileJson.text(new Json.Arr(operations));
    }

    private String pointer(Json.Obj document) {
        var pointer = new StringBuilder();
        Json here = document;
        for (int i = random.nextInt(5); i > 0; i--) {
            if (here instanceof Json.Obj object && !object.isEmpty()) {
                String name = texts.one(List.copyOf(object.fields().keySet()));
                pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
                here = object.fields().get(name);
            } else if (here instanceof Json.Arr array && !array.items().isEmpty()) {
                pointer.append('/').append(random.nextInt(array.items().size()));
                here = array.items().getFirst();
            }
        }
        return switch (random.nextInt(8)) {
            case 0 ->
                pointer + texts.one(List.of("/-", "/-1", "/0", "/99999999999", "/01", "/~2", "/~", "/", "//", "/1e3"));
            case 1 -> texts.any();
            default -> pointer.toString();
        };
    }

    private String protobuf(Json.Obj document) {
        byte[] metadata = ProtobufTest.message(
                ProtobufTest.field(1, "a"),
                ProtobufTest.field(11, ProtobufTest.message(ProtobufTest.field(1, "k"), ProtobufTest.field(2, "v"))));
        byte[] raw =
                ProtobufTest.message(ProtobufTest.field(1, metadata), ProtobufTest.field(2, ProtobufTest.message()));
        String text = new String(
                ProtobufTest.object(document.string("apiVersion", "v1"), document.string("kind", "Namespace"), raw),
                StandardCharsets.ISO_8859_1);
        return random.nextInt(3) == 0 ? text : texts.scrambled(text);
    }

    static List<Json.Obj> seeds(String yaml) {
        return YamlText.parseAll(yaml).stream().map(Json.Obj.class::cast).toList();
    }
}
