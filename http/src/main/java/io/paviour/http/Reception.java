package io.paviour.http;

import io.paviour.gauge.Span;
import io.paviour.gauge.Step;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is the same for every request, whatever it asks: it is counted, told and noted.
record Reception(Traffic traffic, Observation observation) {
    private static final int AGENT_CHARACTERS_MAX = 200;

    /// Answers a request, and says with which status.
    @FunctionalInterface
    interface Answering {
        /// Answers; tells the sighting of the call the status as soon as it is known.
        void answer(Span span);
    }

    Sighting sighting(String door, String method, String path) {
        return new Sighting(traffic, door, method, path);
    }

    /// Has a request answered, to the end of the answer.
    void receive(Call call, String id, Answering answering) {
        var attributes = Map.of(
                "http.request.method",
                call.sighting().method(),
                "url.path",
                call.path(),
                "paviour.door",
                call.sighting().door(),
                Step.REQUEST,
                id);
        var step = new Step(
                call.sighting().method(),
                Step.Role.SERVER,
                attributes,
                call.headers().find("traceparent"));
        // That a client went away in the middle is no failure of ours.
        RuntimeException cut = observation
                .tracing()
                .<@Nullable RuntimeException, RuntimeException, RuntimeException>in(step, span -> {
                    try {
                        answering.answer(span);
                        return null;
                    } catch (RuntimeException ended) {
                        return ended;
                    } finally {
                        end(call, id, span);
                    }
                });
        if (cut != null) {
            throw cut;
        }
    }

    private void end(Call call, String id, Span span) {
        Sighting sighting = call.sighting();
        Duration took = Duration.ofNanos(sighting.ended());
        span.rename(sighting.method() + " " + sighting.route());
        span.tell("http.route", sighting.route());
        span.tell("http.response.status_code", sighting.status());
        if (sighting.status() >= 500) {
            span.fail("status " + sighting.status());
        }
        String agent = call.header("user-agent");
        observation
                .access()
                .answered(new AccessLog.Answered(
                        id,
                        sighting.door(),
                        call.method(),
                        call.path(),
                        sighting.subject(),
                        sighting.status(),
                        took,
                        sighting.bytes(),
                        agent.substring(0, Math.min(agent.length(), AGENT_CHARACTERS_MAX)),
                        span.traceparent()));
    }
}
