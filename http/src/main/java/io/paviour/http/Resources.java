package io.paviour.http;

import io.paviour.registry.Deletion;
import io.paviour.registry.Listing;
import io.paviour.registry.Moment;
import io.paviour.registry.Namespaces;
import io.paviour.registry.Options;
import io.paviour.registry.Part;
import io.paviour.registry.Patch;
import io.paviour.registry.Query;
import io.paviour.registry.Registry;
import io.paviour.registry.Written;
import io.paviour.resource.Json;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import io.paviour.schema.FieldSelector;
import io.paviour.schema.Kind;
import io.paviour.schema.LabelSelector;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The verbs on resources, in the manner of the Kubernetes API.
final class Resources {
    private static final List<String> JSON = List.of("application/json");
    private final Registry registry;
    private final Statuses statuses;
    private final Bodies bodies;
    private final Watches watches;
    private final Asking asking;
    private final InstantSource clock;

    Resources(Registry registry, Statuses statuses, WebLimits limits, Streams streams, InstantSource clock) {
        this.registry = registry;
        this.statuses = statuses;
        this.bodies = new Bodies(limits.bodyBytesMax());
        this.watches = new Watches(registry, streams, limits, clock);
        this.asking = new Asking(registry, streams, bodies);
        this.clock = clock;
    }

    /// `.../{plural}`
    Reply collection(Where where, Call call) throws IOException {
        return switch (call.method()) {
            case "GET", "HEAD" -> call.parameters().flag("watch") ? watch(where, call) : list(where, call);
            case "POST" -> create(inOnePlace(where), call);
            case "DELETE" -> deleteCollection(inOnePlace(where), call);
            default -> throw notAllowed();
        };
    }

    /// All namespaces can be read together, but not written.
    private static Where inOnePlace(Where where) {
        if (where.kind().namespaced() && where.namespace().isEmpty()) {
            throw notAllowed();
        }
        return where;
    }

    /// `.../{plural}/{name}`
    Reply item(Where where, Call call) throws IOException {
        return switch (call.method()) {
            case "GET", "HEAD" -> get(where, call, Part.MAIN);
            case "PUT" -> replace(where, call, Part.MAIN);
            case "PATCH" -> patch(where, call, Part.MAIN);
            case "DELETE" -> delete(where, call);
            default -> throw notAllowed();
        };
    }

    /// `.../{plural}/{name}/{subresource}`
    Reply subresource(Where where, Call call) throws IOException {
        Part part = part(where);
        if (part == null) {
            return asking.answer(where, call);
        }
        return switch (call.method()) {
            case "GET", "HEAD" -> get(where, call, part);
            case "PUT" -> replace(where, call, part);
            case "PATCH" -> patch(where, call, part);
            default -> throw notAllowed();
        };
    }

    private static @Nullable Part part(Where where) {
        return switch (where.subresource()) {
            case "status" -> where.kind().hasStatus() ? Part.STATUS : null;
            case "scale" -> where.kind().facets().scale() == null ? null : Part.SCALE;
            default -> null;
        };
    }

    private Reply get(Where where, Call call, Part part) {
        Accept accept = accept(call);
        if (accept == null) {
            return statuses.notAcceptable(JSON);
        }
        Packed resource = registry.get(
                where.subject(),
                where.kind(),
                where.namespace(),
                where.name(),
                part,
                ListRules.moment(call.parameters()));
        return warned(
                where.kind(),
                part == Part.SCALE
                        ? Reply.json(200, scale(where.kind(), resource.resource()))
                        : rendering(where.kind(), accept, call).one(resource));
    }

    private static Json.Obj scale(Kind kind, Resource resource) {
        return Objects.requireNonNull(kind.facets().scale()).of(resource);
    }

    private Reply list(Where where, Call call) {
        Accept accept = accept(call);
        if (accept == null) {
            return statuses.notAcceptable(JSON);
        }
        ListRules.check(call.parameters(), false);
        Listing listing =
                registry.list(where.subject(), query(where, call.parameters()), ListRules.moment(call.parameters()));
        return warned(where.kind(), rendering(where.kind(), accept, call).list(listing));
    }

    /// Says that a version is deprecated, where it is.
    private static Reply warned(Kind kind, Reply reply) {
        String deprecation = kind.deprecation();
        return deprecation != null && reply instanceof Reply.Whole whole
                ? whole.with("Warning", "299 - \"" + quoted(deprecation) + "\"")
                : reply;
    }

    private Reply watch(Where where, Call call) {
        Accept accept = accept(call);
        if (accept == null) {
            return statuses.notAcceptable(JSON);
        }
        Query query = query(where, call.parameters());
        return watches.open(where.subject(), query, call, rendering(where.kind(), accept, call));
    }

    private Reply create(Where where, Call call) throws IOException {
        Json.Obj document = bodies.document(call, where.kind());
        Written written =
                registry.create(where.subject(), where.kind(), where.namespace(), document, Bodies.options(call));
        return written(201, where, call, written);
    }

    private Reply replace(Where where, Call call, Part part) throws IOException {
        Json.Obj document = part == Part.SCALE ? bodies.scale(call) : bodies.document(call, where.kind());
        Options options = Bodies.options(call);
        Written written = registry.replace(
                where.subject(), where.kind(), where.namespace(), where.name(), document, part, options);
        return written(200, where, call, written);
    }

    private Reply patch(Where where, Call call, Part part) throws IOException {
        Patch patch = bodies.patch(
                call,
                where.kind(),
                () -> registry.get(where.subject(), where.kind(), where.namespace(), where.name(), part, Moment.NEWEST)
                        .resource()
                        .document());
        Options options = Bodies.options(call);
        Written written =
                registry.patch(where.subject(), where.kind(), where.namespace(), where.name(), patch, part, options);
        return written(written.created() ? 201 : 200, where, call, written);
    }

    private Reply delete(Where where, Call call) throws IOException {
        Deletion deletion = bodies.deletion(call);
        Written written = registry.delete(where.subject(), where.kind(), where.namespace(), where.name(), deletion);
        Resource resource = written.resource();
        if (isWaitedFor(resource)) {
            return written(200, where, call, written);
        }
        return Reply.json(200, statuses.deleted(where.kind(), where.name(), resource.uid()));
    }

    private static boolean isWaitedFor(Resource resource) {
        return !Namespaces.isFree(resource);
    }

    private Reply deleteCollection(Where where, Call call) throws IOException {
        Deletion deletion = bodies.deletion(call);
        Listing deleted = registry.deleteAll(where.subject(), query(where, call.parameters()), deletion);
        return new Rendering(where.kind(), Accept.PLAIN, Rendering.Include.METADATA, clock).list(deleted);
    }

    private Reply written(int status, Where where, Call call, Written written) {
        Accept accept = accept(call);
        Rendering rendering = rendering(where.kind(), accept == null ? Accept.PLAIN : accept, call);
        Json.Obj document = where.subresource().equals("scale")
                ? scale(where.kind(), written.resource())
                : rendering.one(written.resource());
        Reply.Whole reply = Reply.json(status, document);
        for (String warning : written.warnings()) {
            reply = reply.with("Warning", "299 - \"" + quoted(warning) + "\"");
        }
        return warned(where.kind(), reply);
    }

    /// A header holds printable ASCII only.
    private static String quoted(String text) {
        return text.chars()
                .mapToObj(c -> switch (c) {
                    case '"' -> "\\\"";
                    case '\\' -> "\\\\";
                    default -> c < ' ' || c > '~' ? "?" : Character.toString(c);
                })
                .collect(Collectors.joining());
    }

    private static @Nullable Accept accept(Call call) {
        return Accept.parse(
                call.header("accept"), Accept.Rendition.TABLE, Accept.Rendition.PARTIAL, Accept.Rendition.PARTIAL_LIST);
    }

    private Rendering rendering(Kind kind, Accept accept, Call call) {
        return new Rendering(
                kind, accept, Rendering.Include.of(call.parameters().text("includeObject")), clock);
    }

    private static Query query(Where where, Parameters parameters) {
        return new Query(
                where.kind(),
                where.namespace(),
                LabelSelector.parse(parameters.text("labelSelector")),
                FieldSelector.parse(parameters.text("fieldSelector")),
                parameters.count("limit", 0, Integer.MAX_VALUE),
                parameters.find("continue"));
    }

    private static RuntimeException notAllowed() {
        return new Problem.NotAllowed("").exception();
    }
}
