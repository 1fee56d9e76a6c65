package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.gauge.Counter;
import io.paviour.gauge.Level;
import io.paviour.schema.Kind;
import java.util.Set;

/// What is found out about one request on its way, for those who count and note it. Belongs to one thread.
final class Sighting {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Traffic traffic;
    private final String door;
    private final String method;
    private final long began = System.nanoTime();
    private String subject = "";
    private String route = "other";
    private String[] asked;
    private long bytes;
    private int status = 500;
    private Level counted;
    private boolean isLasting;

    /// A request that has just come in.
    ///
    /// @param door by its name
    Sighting(Traffic traffic, String door, String method, String path) {
        this.traffic = traffic;
        this.door = door;
        this.method = METHODS.contains(method) ? method : "other";
        boolean isRead = method.equals("GET") || method.equals("HEAD");
        if (Health.isOpen(path)) {
            route = path;
        }
        this.asked = new String[] {this.method, "", "", "", "", ""};
        this.counted = traffic.inFlight.of(isRead ? "readOnly" : "mutating");
        counted.rise();
    }

    /// One that nobody counts.
    static Sighting uncounted() {
        return new Sighting(new Traffic(), "", "GET", "");
    }

    void leadsTo(String template) {
        route = template;
    }

    void isFrom(Subject known) {
        subject = known.name();
    }

    /// It asks for resources.
    ///
    /// @param isOfMany whether for all of a kind, and not for one
    void asksFor(Where where, Call call, boolean isOfMany) {
        Kind kind = where.kind();
        boolean isPlace = isOfMany && !where.namespace().isEmpty();
        String scope = isPlace ? "namespace" : isOfMany ? "cluster" : "resource";
        asked = new String[] {
            verb(call, isOfMany), kind.name().group(), kind.version(), kind.plural(), where.subresource(), scope
        };
    }

    private String verb(Call call, boolean isOfMany) {
        return switch (method) {
            case "GET", "HEAD" -> isOfMany ? (call.parameters().flag("watch") ? "WATCH" : "LIST") : "GET";
            case "DELETE" -> isOfMany ? "DELETECOLLECTION" : "DELETE";
            case "PATCH" -> call.mediaType().startsWith("application/apply-patch") ? "APPLY" : "PATCH";
            default -> method;
        };
    }

    /// From now on it lasts as long as its client likes.
    void lasts() {
        isLasting = true;
        counted.fall();
        counted = traffic.lasting.of(asked);
        counted.rise();
    }

    /// Bytes were sent.
    void sent(long more) {
        bytes += more;
    }

    Counter events(Kind kind) {
        return traffic.events(kind);
    }

    Counter expired(Kind kind) {
        return traffic.expired(kind);
    }

    void answered(int known) {
        status = known;
    }

    /// The answer has ended.
    ///
    /// @return how long it took, in nanoseconds
    long ended() {
        long nanos = System.nanoTime() - began;
        String code = Integer.toString(status);
        counted.fall();
        traffic.requests
                .of(asked[0], asked[1], asked[2], asked[3], asked[4], asked[5], code)
                .increment();
        traffic.answers.of(door, route, method, code).increment();
        traffic.bytes.of(door, route).add(bytes);
        if (!isLasting) {
            traffic.durations.of(asked).observeNanos(nanos);
            traffic.answerDurations.of(door, route).observeNanos(nanos);
        }
        return nanos;
    }

    int status() {
        return status;
    }

    String method() {
        return method;
    }

    String door() {
        return door;
    }

    String route() {
        return route;
    }

    String subject() {
        return subject;
    }

    long bytes() {
        return bytes;
    }
}
