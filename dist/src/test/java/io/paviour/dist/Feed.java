package io.paviour.dist;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// What a watch told so far.
final class Feed implements AutoCloseable {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final InputStream body;
    private final FutureTask<Void> reading;

    /// One change.
    ///
    /// @param type as the API has it, such as `ADDED`
    record Event(String type, Json.Obj object) {
        String name() {
            return object.object("metadata").string("name", "");
        }

        long revision() {
            return Long.parseLong(object.object("metadata").string("resourceVersion", "0"));
        }

        boolean isEnd() {
            return type.equals("DELETED");
        }

        @Override
        public String toString() {
            return type + " " + name() + " at " + revision();
        }
    }

    private Feed(InputStream body) {
        this.body = body;
        this.reading = new FutureTask<>(this::read, null);
    }

    /// Watches everything below a path from a revision on.
    ///
    /// @throws IOException if the watch is refused
    static Feed of(Wire wire, String path, long revision) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        wire.api().resolve(path + "?watch=1&timeoutSeconds=1800&resourceVersion=" + revision))
                .header("Authorization", "Bearer " + wire.token())
                .build();
        HttpResponse<InputStream> response = wire.client().send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("a watch from " + revision + " was answered with " + response.statusCode());
        }
        var feed = new Feed(response.body());
        Thread.ofVirtual().start(feed.reading);
        return feed;
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    Json.Obj told = JsonText.parseObject(line.strip().getBytes(StandardCharsets.UTF_8));
                    events.add(new Event(told.string("type", ""), told.object("object")));
                }
            }
        } catch (IOException ended) {
            // Closed here, or killed there: what was told until then counts.
        }
    }

    List<Event> events() {
        return events;
    }

    /// The revision of the newest event.
    long revision() {
        return events.isEmpty() ? 0 : events.getLast().revision();
    }

    Future<Void> end() {
        return reading;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
