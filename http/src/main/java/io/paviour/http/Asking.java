package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.plugin.Subresource;
import io.paviour.registry.Registry;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What plugins answer below the path of a resource.
record Asking(Registry registry, Streams streams, Bodies bodies) {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(2);

    /// Answers a call to a subresource other than `status`.
    Reply answer(Where where, Call call) throws IOException {
        String verb = switch (call.method()) {
            case "GET" -> "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            default -> "";
        };
        List<Subresource> named = registry.subresources(where.kind()).stream()
                .filter(subresource -> subresource.name().equals(where.subresource()))
                .toList();
        if (named.isEmpty()) {
            throw new Problem.NoSuchPath("").exception();
        }
        Subresource asked = named.stream()
                .filter(subresource -> subresource.verb().equals(verb))
                .findFirst()
                .orElseThrow(() -> new Problem.NotAllowed("").exception());
        Json.Obj body = call.isRead() ? Json.Obj.EMPTY : bodies.document(call);
        return switch (ask(where, call, asked, body)) {
            case Subresource.Answer.Document(Json.Obj json) ->
                Reply.json(verb.equals("create") ? 201 : 200, json).with("Cache-Control", "no-store");
            case Subresource.Answer.Text(Subresource.Body text) -> text(where.subject(), text);
        };
    }

    private Subresource.Answer ask(Where where, Call call, Subresource asked, Json.Obj body) {
        try {
            return registry.ask(
                    where.subject(),
                    where.kind(),
                    where.namespace(),
                    where.name(),
                    asked,
                    call.parameters().firsts(),
                    body);
        } catch (IOException away) {
            String message = where.subresource() + " cannot be had just now: " + away.getMessage();
            throw new Problem.Unavailable(message, TRY_AGAIN).exception();
        }
    }

    private Reply text(Subject subject, Subresource.Body text) {
        Streams.Place place = streams.take(subject);
        return new Reply.Stream("text/plain; charset=utf-8", out -> {
            try (place) {
                text.writeTo(place.over(out));
            }
        });
    }
}
