package io.paviour.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.access.Credentials;
import io.paviour.gauge.Board;
import io.paviour.gauge.Tracing;
import io.paviour.http.Observation;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.trial.Eventually;
import io.paviour.trial.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RequestLogTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @Test
    void everyRequestIsLoggedAndNoSecretIs(@TempDir Path data) throws Exception {
        var tracing = new LoggedTracing(Tracing.NONE);
        var json = new Lines(new JsonLine(tracing::current));
        var text = new Lines(new ConsoleLog.Line(ZoneOffset.UTC));
        try (json;
                text;
                var house = new TestHouse(
                        postgres, data, new Observation(new Board(), tracing, new RequestLog(Level.FINE)))) {
            String link = house.house.credentials().issue("admin", Credentials.Use.LINK, Duration.ofMinutes(5));
            HttpResponse<String> known = house.get("/api/v1/namespaces", "User-Agent", "kubectl/\"1.33\"");
            HttpResponse<String> unknown =
                    house.send(house.request("/api/v1/namespaces/%7B0%7D?token=pav_in_the_query", "pav_guessed")
                            .build());
            HttpResponse<String> page = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(house.house.portalUri() + "/login?code=" + link))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            Json.Obj line = json.about(id(known));
            assertThat(line.string("time")).matches("20[0-9-]{8}T[0-9:.]+Z");
            assertThat(line.string("level")).isEqualTo("DEBUG");
            assertThat(line.string("door")).isEqualTo("api");
            assertThat(line.string("method")).isEqualTo("GET");
            assertThat(line.string("path")).isEqualTo("/api/v1/namespaces");
            assertThat(line.string("subject")).isEqualTo("admin");
            assertThat(line.string("userAgent")).isEqualTo("kubectl/\"1.33\"");
            assertThat(line.integer("status", 0)).isEqualTo(200);
            assertThat(line.integer("bytes", 0)).isEqualTo(known.body().length());
            assertThat(line.integer("durationMicros", 0)).isPositive();
            assertThat(json.about(id(unknown)).integer("status", 0)).isEqualTo(401);
            assertThat(json.about(id(page)).string("path")).isEqualTo("/login");
            assertThat(text.all())
                    .contains("admin GET /api/v1/namespaces 200 " + known.body().length() + " bytes");
            for (String secret : List.of(house.token, link, "pav_guessed", "pav_in_the_query")) {
                assertThat(json.all()).doesNotContain(secret);
                assertThat(text.all()).doesNotContain(secret);
            }
        }
    }

    @Test
    void aLineOfJsonHasWhatThereIsToKnow() {
        var event = new LogRecord(Level.WARNING, "a \"quoted\"\nmessage");
        event.setLoggerName("io.paviour.store.Bell");
        event.setInstant(Instant.parse("2026-11-22T13:21:27.482Z"));
        event.setThrown(new IllegalStateException("closed"));

        String line = new JsonLine(() -> new LoggedTracing.Current("7k", "0af7")).format(event);

        assertThat(line.lines()).hasSize(1);
        Json.Obj fields = (Json.Obj) JsonText.parse(line);
        assertThat(fields.string("time")).isEqualTo("2026-11-22T13:21:27.482Z");
        assertThat(fields.string("level")).isEqualTo("WARN");
        assertThat(fields.string("logger")).isEqualTo("io.paviour.store.Bell");
        assertThat(fields.string("message")).isEqualTo("a \"quoted\"\nmessage");
        assertThat(fields.string("thread")).isEqualTo(Thread.currentThread().getName());
        assertThat(fields.string("request")).isEqualTo("7k");
        assertThat(fields.string("trace")).isEqualTo("0af7");
        assertThat(fields.string("exception")).contains("IllegalStateException: closed", "\tat ");
    }

    private static String id(HttpResponse<String> response) {
        return response.headers().firstValue("X-Request-Id").orElseThrow();
    }

    /// Everything that anybody logs, as it would be written.
    private static final class Lines extends Handler implements AutoCloseable {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        Lines(Formatter formatter) {
            setFormatter(formatter);
            setLevel(Level.ALL);
            ConsoleLog.hear(Level.FINEST, this);
        }

        @Override
        public void publish(LogRecord event) {
            lines.add(getFormatter().format(event));
        }

        String all() {
            return String.join("", lines);
        }

        /// The line about a request, which is written once its answer has been sent.
        Json.Obj about(String request) {
            var found = new AtomicReference<Json.Obj>();
            Eventually.holds(() -> {
                found.set(lines.stream()
                        .map(line -> (Json.Obj) JsonText.parse(line))
                        .filter(line -> line.string("request", "").equals(request) && line.get("status") != null)
                        .findFirst()
                        .orElse(null));
                assertThat(found.get()).as("the line about " + request).isNotNull();
            });
            return found.get();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            Logger.getLogger("").removeHandler(this);
            Logger.getLogger("").setLevel(Level.INFO);
            Logger.getLogger("io.paviour").setLevel(null);
        }
    }
}
