package io.paviour.http;

import io.paviour.gauge.Counter;
import io.paviour.gauge.Family;
import io.paviour.gauge.Histogram;
import io.paviour.gauge.Labelled;
import io.paviour.gauge.Level;
import io.paviour.schema.Kind;
import java.util.List;
import java.util.function.IntSupplier;

/// What the wire counts, where Kubernetes counts the same by its names ("Kubernetes Metrics Reference").
final class Traffic {
    private static final String[] REQUEST = {"verb", "group", "version", "resource", "subresource", "scope"};
    private static final String[] REQUEST_AND_CODE = {
        "verb", "group", "version", "resource", "subresource", "scope", "code"
    };

    final Labelled<Counter> requests = Labelled.counters(REQUEST_AND_CODE);
    final Labelled<Histogram> durations = Labelled.durations(REQUEST);
    final Labelled<Level> lasting = Labelled.levels(REQUEST);
    final Labelled<Level> inFlight = Labelled.levels("request_kind");
    final Labelled<Counter> answers = Labelled.counters("door", "route", "method", "code");
    final Labelled<Histogram> answerDurations = Labelled.durations("door", "route");
    final Labelled<Counter> bytes = Labelled.counters("door", "route");
    private final Labelled<Counter> events = Labelled.counters("group", "version", "resource");
    private final Labelled<Counter> expired = Labelled.counters("group", "version", "resource");

    /// Events that watches of a kind were sent.
    Counter events(Kind kind) {
        return events.of(kind.name().group(), kind.version(), kind.plural());
    }

    /// Watches of a kind that were cut off because they fell behind.
    Counter expired(Kind kind) {
        return expired.of(kind.name().group(), kind.version(), kind.plural());
    }

    List<Family> families(IntSupplier streams) {
        return List.of(
                Family.counters(
                        "apiserver_request_total",
                        "Requests to the API, by what was asked and how it ended.",
                        requests),
                Family.histograms(
                        "apiserver_request_duration_seconds",
                        "How long answers took, without watches and logs that are followed.",
                        durations),
                Family.levels("apiserver_longrunning_requests", "Watches and logs that are being followed.", lasting),
                Family.levels(
                        "apiserver_current_inflight_requests",
                        "Requests that are being answered, without those that last.",
                        inFlight),
                Family.counters("apiserver_watch_events_total", "Events that watches were sent.", events),
                Family.counters(
                        "paviour_watches_expired_total", "Watches that were ended because they fell behind.", expired),
                Family.counters("paviour_http_requests_total", "Requests by either door, by their route.", answers),
                Family.histograms(
                        "paviour_http_request_duration_seconds",
                        "How long answers took, by their route, without those that last.",
                        answerDurations),
                Family.counters(
                        "paviour_http_response_bytes_total", "Bodies of answers, in bytes as they were sent.", bytes),
                Family.gauge(
                        "paviour_streams", "Answers without an end of their own that are open.", streams::getAsInt));
    }
}
