package io.paviour.http;

import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.schema.Kind;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Discovery and OpenAPI documents, each written once for as long as the kinds stay what they are.
final class Documents {
    private static final String REVALIDATE = "no-cache, private";
    private static final String JSON = "application/json";
    static final List<String> OPENAPI_2_TYPES = List.of(JSON, OpenApi2Protobuf.ASKED_TYPE, OpenApi2Protobuf.MEDIA_TYPE);
    private static final String FOREVER = "public, immutable, max-age=31536000";

    private final Supplier<Collection<Kind>> kinds;
    private final Function<Kind, List<Subresource>> subresources;
    private final String title;
    private volatile Shelf shelf = Shelf.of(List.of(), List.of(), "");

    Documents(Supplier<Collection<Kind>> kinds, Function<Kind, List<Subresource>> subresources, String title) {
        this.kinds = kinds;
        this.subresources = subresources;
        this.title = title;
    }

    /// The documents of one set of kinds.
    private record Shelf(
            List<Kind> kinds,
            Discovery discovery,
            OpenApi3 openApi3,
            OpenApi2 openApi2,
            Map<String, Document> documents) {
        static Shelf of(List<Kind> kinds, List<Entry> entries, String title) {
            Schemas schemas = Schemas.of(kinds, Entry.REVIEWS);
            return new Shelf(
                    kinds,
                    new Discovery(entries),
                    new OpenApi3(entries, schemas, title),
                    new OpenApi2(entries, schemas, title),
                    new ConcurrentHashMap<>());
        }

        /// A document, or an answer that there is nothing under this path.
        Document find(String name, Supplier<Json.@Nullable Obj> writing) {
            Document known = documents.get(name);
            if (known != null) {
                return known;
            }
            Json.Obj text = writing.get();
            if (text == null) {
                throw new Problem.NoSuchPath("").exception();
            }
            Document written = Document.of(text);
            documents.put(name, written);
            return written;
        }

        Document openApi2(String type) {
            return type.equals(JSON)
                    ? find("openapi/v2", openApi2::document)
                    : documents.computeIfAbsent(
                            "openapi/v2;protobuf", _ -> Document.of(OpenApi2Protobuf.encode(openApi2.document())));
        }
    }

    Reply discovery(Call call, Accept accept, boolean isCore) {
        Shelf now = shelf();
        Document document = accept.as().isEmpty()
                ? now.find(isCore ? "api" : "apis", isCore ? now.discovery::core : now.discovery::groups)
                : now.find(
                        (isCore ? "api;" : "apis;") + accept.version(),
                        () -> now.discovery.aggregated(isCore, accept.version()));
        return document.reply(call, accept.contentType(), REVALIDATE);
    }

    Reply group(Call call, String group) {
        Shelf now = shelf();
        return now.find("apis/" + group, () -> now.discovery.group(group)).reply(call, JSON, REVALIDATE);
    }

    Reply resources(Call call, String group, String version) {
        Shelf now = shelf();
        return now.find("resources/" + group + "/" + version, () -> now.discovery.resources(group, version))
                .reply(call, JSON, REVALIDATE);
    }

    /// Everything in one document, as JSON or as protobuf; null if the client wants neither.
    @Nullable
    Reply openApi2(Call call) {
        String type = Accept.best(call.header("accept"), OPENAPI_2_TYPES);
        if (type == null) {
            return null;
        }
        String answered = type.equals(JSON) ? JSON : OpenApi2Protobuf.MEDIA_TYPE;
        return shelf().openApi2(type).reply(call, answered, REVALIDATE);
    }

    Reply openApiIndex(Call call) {
        Shelf now = shelf();
        return now.find("openapi/v3", () -> openApiIndex(now)).reply(call, JSON, REVALIDATE);
    }

    private static Json.Obj openApiIndex(Shelf now) {
        var paths = new LinkedHashMap<String, Json>();
        for (String path : now.openApi3.paths()) {
            String url = "/openapi/v3/" + path + "?hash=" + openApi(now, path).hash();
            paths.put(path, Json.object("serverRelativeURL", url));
        }
        return Json.object("paths", paths);
    }

    /// One group and version. Its URL has the hash, so a client that follows the index may keep it for ever.
    Reply openApi(Call call, String path) {
        Document document = openApi(shelf(), path);
        boolean isThisOne = call.parameters().text("hash").equals(document.hash());
        return document.reply(call, JSON, isThisOne ? FOREVER : REVALIDATE);
    }

    private static Document openApi(Shelf now, String path) {
        return now.find("openapi/v3/" + path, () -> now.openApi3.document(path));
    }

    private Shelf shelf() {
        List<Kind> current = List.copyOf(kinds.get());
        Shelf now = shelf;
        if (isSame(now.kinds, current)) {
            return now;
        }
        var entries = Stream.concat(
                        current.stream().map(kind -> Entry.of(kind, subresources.apply(kind))), Entry.REVIEWS.stream())
                .toList();
        Shelf next = Shelf.of(current, entries, title);
        shelf = next;
        return next;
    }

    /// Kinds are immutable and replaced as a whole, so looking at the instances is enough.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(List<Kind> before, List<Kind> now) {
        if (before.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (before.get(i) != now.get(i)) {
                return false;
            }
        }
        return true;
    }
}
