package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.registry.Deletion;
import io.paviour.registry.Listing;
import io.paviour.registry.Options;
import io.paviour.registry.Part;
import io.paviour.registry.Patch;
import io.paviour.registry.Query;
import io.paviour.registry.Registry;
import io.paviour.registry.Written;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import io.paviour.schema.FieldSelector;
import io.paviour.schema.Kind;
import io.paviour.schema.LabelSelector;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The verbs on resources, in the manner of the Kubernetes API.
final class Resources {
    private static final int COLLECTION_PAGE = 500;

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
            case "GET", "HEAD" -> get(where, call);
            case "PUT" -> replace(where, call, Part.MAIN);
            case "PATCH" -> patch(where, call, Part.MAIN);
            case "DELETE" -> delete(where, call);
            default -> throw notAllowed();
        };
    }

    /// `.../{plural}/{name}/{subresource}`
    Reply subresource(Where where, Call call) throws IOException {
        if (!where.subresource().equals("status") || !where.kind().hasStatus()) {
            return asking.answer(where, call);
        }
        return switch (call.method()) {
            case "GET", "HEAD" -> get(where, call);
            case "PUT" -> replace(where, call, Part.STATUS);
            case "PATCH" -> patch(where, call, Part.STATUS);
            default -> throw notAllowed();
        };
    }

    private Reply get(Where where, Call call) {
        Accept accept = accept(call);
        if (accept == null) {
            return statuses.notAcceptable();
        }
        Resource resource = registry.get(where.subject(), where.kind(), where.namespace(), where.name());
        return Reply.json(200, rendering(where.kind(), accept, call).one(resource));
    }

    private Reply list(Where where, Call call) {
        Accept accept = accept(call);
        if (accept == null) {
            return statuses.notAcceptable();
        }
        long revision = call.parameters().revision("resourceVersion");
        String match = call.parameters().text("resourceVersionMatch");
        ListRules.check(call.parameters(), false);
        Listing listing = registry.list(where.subject(), query(where, call.parameters()));
        if (revision > listing.revision()) {
            return statuses.tooLargeRevision(revision, listing.revision());
        }
        if (match.equals("Exact") && revision < listing.revision()) {
            throw new Problem.Expired("The resourceVersion for the provided list is too old.").exception();
        }
        return Reply.json(200, rendering(where.kind(), accept, call).list(listing));
    }

    private Reply watch(Where where, Call call) {
        Accept accept = accept(call);
        if (accept == null) {
            return statuses.notAcceptable();
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
        Json.Obj document = bodies.document(call, where.kind());
        Options options = Bodies.options(call);
        Written written = registry.replace(
                where.subject(), where.kind(), where.namespace(), where.name(), document, part, options);
        return written(200, where, call, written);
    }

    private Reply patch(Where where, Call call, Part part) throws IOException {
        Patch patch = bodies.patch(
                call,
                where.kind(),
                () -> registry.get(where.subject(), where.kind(), where.namespace(), where.name())
                        .document());
        Options options = Bodies.options(call);
        Written written =
                registry.patch(where.subject(), where.kind(), where.namespace(), where.name(), patch, part, options);
        return written(200, where, call, written);
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
        return !resource.finalizers().isEmpty()
                || (resource.isDeleting()
                        && !resource.spec().array("finalizers").isEmpty());
    }

    private Reply deleteCollection(Where where, Call call) throws IOException {
        Deletion deletion = bodies.deletion(call);
        Query asked = query(where, call.parameters());
        var page = new Query(asked.kind(), asked.namespace(), asked.labels(), asked.fields(), COLLECTION_PAGE, null);
        var deleted = new ArrayList<Resource>();
        Listing listing = registry.list(where.subject(), page);
        long revision = listing.revision();
        while (true) {
            for (Resource resource : listing.items()) {
                deleted.add(delete(where.subject(), where.kind(), resource, deletion));
            }
            if (listing.continuation() == null) {
                break;
            }
            listing = registry.list(
                    where.subject(),
                    new Query(
                            page.kind(),
                            page.namespace(),
                            page.labels(),
                            page.fields(),
                            COLLECTION_PAGE,
                            listing.continuation()));
        }
        var rendering = new Rendering(where.kind(), Accept.PLAIN, Rendering.Include.METADATA, clock);
        return Reply.json(200, rendering.list(new Listing(List.copyOf(deleted), revision, null, 0)));
    }

    private Resource delete(Subject subject, Kind kind, Resource resource, Deletion deletion) {
        var exactly = new Deletion(deletion.dryRun(), resource.uid(), 0);
        return registry.delete(subject, kind, resource.namespace(), resource.name(), exactly)
                .resource();
    }

    private Reply written(int status, Where where, Call call, Written written) {
        Accept accept = accept(call);
        Rendering rendering = rendering(where.kind(), accept == null ? Accept.PLAIN : accept, call);
        Reply.Whole reply = Reply.json(status, rendering.one(written.resource()));
        for (String warning : written.warnings()) {
            reply = reply.with("Warning", "299 - \"" + quoted(warning) + "\"");
        }
        return reply;
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
