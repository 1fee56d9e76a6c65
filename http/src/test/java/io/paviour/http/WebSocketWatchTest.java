package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Watches by the JDK's own WebSocket.
class WebSocketWatchTest {
    @RegisterExtension
    static final Served served = new Served();

    private static final String JSON = "application/json";
    private static int number;

    private Client client;
    private String environments;

    @BeforeEach
    void namespace() throws Exception {
        TestServer server = served.server();
        client = Client.of(server.web.apiUri(), server.directory.resolve("ca.crt"), server.token);
        String namespace = "socket-" + number++;
        environments = "/apis/platform.example.com/v1/namespaces/" + namespace + "/environments";
        client.send(
                "POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}", "Content-Type", JSON);
    }

    @Test
    void oneMessageIsOneEvent() throws Exception {
        create("before");
        var heard = new Heard();

        WebSocket socket = open(client, environments + "?watch=true&resourceVersion=0", heard);
        Json.Obj added = heard.next();
        create("after");
        Json.Obj created = heard.next();
        client.send("DELETE", environments + "/after", "");
        Json.Obj deleted = heard.next();
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "thanks").join();

        assertThat(List.of(added, created, deleted))
                .extracting(event -> event.string("type"))
                .containsExactly("ADDED", "ADDED", "DELETED");
        assertThat(created.object("object").object("metadata").string("name")).isEqualTo("after");
        assertThat(heard.closed.poll(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }

    @Test
    void itEndsOnTimeAndShowsLifeUntilThen() throws Exception {
        var heard = new Heard();

        open(client, environments + "?watch=true&timeoutSeconds=3&allowWatchBookmarks=true", heard);

        assertThat(heard.next().string("type")).isEqualTo("BOOKMARK");
        assertThat(heard.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
        assertThat(heard.pings).isPositive();
    }

    @Test
    void largeEventsArriveWhole() throws Exception {
        String owner = "ü".repeat(100_000);
        var heard = new Heard();
        open(client, environments + "?watch=true", heard);

        create("large", owner);

        assertThat(heard.next().object("object").object("spec").string("owner")).isEqualTo(owner);
    }

    @Test
    void whoMayNotWatchIsToldByStatus() {
        String path = environments + "?watch=true";

        assertThat(refusal(client.withToken(""), path)).isEqualTo(401);
        assertThat(refusal(client.withToken("pav_wrong"), path)).isEqualTo(401);
        assertThat(refusal(client, environments.replace("/environments", "/others") + "?watch=true"))
                .isEqualTo(404);
        assertThat(refusal(client, path + "&resourceVersion=x")).isEqualTo(400);
    }

    @Test
    void aBrowserMayNameItsTokenAsASubprotocol() throws Exception {
        String token = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(client.token().getBytes(StandardCharsets.UTF_8));
        create("dev");
        var heard = new Heard();

        WebSocket socket = client.http()
                .newWebSocketBuilder()
                .subprotocols("base64.binary.k8s.io", "base64url.bearer.authorization.k8s.io." + token)
                .buildAsync(uri(environments + "?watch=true"), heard)
                .get(10, TimeUnit.SECONDS);

        assertThat(socket.getSubprotocol()).isEqualTo("base64.binary.k8s.io");
        assertThat(heard.next().string("type")).isEqualTo("ADDED");
        socket.abort();
    }

    @Test
    void oneUserCannotTakeAllStreamsAndGivesThemBack() throws Exception {
        var open = new ArrayList<WebSocket>();
        int status = 0;
        while (status == 0 && open.size() <= Served.LIMITS.streamsPerSubjectMax()) {
            try {
                open.add(open(client, environments + "?watch=true", new Heard()));
            } catch (WebSocketHandshakeException refused) {
                status = refused.getResponse().statusCode();
            }
        }

        assertThat(status).isEqualTo(429);
        open.forEach(WebSocket::abort);
        var heard = new Heard();
        create("dev");
        WebSocket again = null;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (again == null && System.nanoTime() < deadline) {
            try {
                again = open(client, environments + "?watch=true", heard);
            } catch (WebSocketHandshakeException full) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        assertThat(heard.next().string("type")).isEqualTo("ADDED");
        again.abort();
    }

    @Test
    void whoStopsReadingIsCutOff() throws Exception {
        create("dev");
        var heard = new Heard();
        var deaf = new Deaf(heard);
        WebSocket socket = open(client, environments + "?watch=true", deaf);
        String large = "a".repeat(900_000);
        int written = 40;
        for (int i = 0; i < written; i++) {
            String patch =
                    "{\"metadata\":{\"annotations\":{\"n\":\"" + i + "\"}},\"spec\":{\"owner\":\"" + large + "\"}}";
            client.send("PATCH", environments + "/dev", patch, "Content-Type", "application/merge-patch+json");
        }

        TimeUnit.NANOSECONDS.sleep(Served.LIMITS.writeStall().multipliedBy(2).toNanos());
        socket.request(Long.MAX_VALUE);

        assertThat(heard.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(Deaf.BROKEN);
        assertThat(heard.messages.size()).isLessThan(written);
        assertThat(client.get(environments).status()).isEqualTo(200);
    }

    private void create(String name) throws IOException, InterruptedException {
        create(name, "me");
    }

    private void create(String name, String owner) throws IOException, InterruptedException {
        String body = Json.object(
                        "metadata", Json.object("name", name), "spec", Json.object("type", "staging", "owner", owner))
                .toString();
        assertThat(client.send("POST", environments, body, "Content-Type", JSON).status())
                .isEqualTo(201);
    }

    private int refusal(Client who, String path) {
        try {
            open(who, path, new Heard());
            return 101;
        } catch (WebSocketHandshakeException refused) {
            return refused.getResponse().statusCode();
        }
    }

    private static WebSocket open(Client who, String path, WebSocket.Listener heard)
            throws WebSocketHandshakeException {
        WebSocket.Builder builder = who.http().newWebSocketBuilder();
        if (!who.token().isEmpty()) {
            builder.header("Authorization", "Bearer " + who.token());
        }
        try {
            return builder.buildAsync(uri(path), heard).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof WebSocketHandshakeException refused) {
                throw refused;
            }
            throw failed;
        }
    }

    private static URI uri(String path) {
        return URI.create(served.server().web.apiUri().toString().replace("https:", "wss:") + path);
    }

    /// Asks for nothing by itself.
    private record Deaf(Heard heard) implements WebSocket.Listener {
        static final int BROKEN = -1;

        @Override
        public void onOpen(WebSocket socket) {}

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            return heard.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            return heard.onClose(socket, code, reason);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            heard.closed.add(BROKEN);
        }
    }

    /// Collects messages.
    private static final class Heard implements WebSocket.Listener {
        final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
        volatile int pings;
        private final StringBuilder message = new StringBuilder();

        Json.Obj next() throws InterruptedException {
            String text = messages.poll(20, TimeUnit.SECONDS);
            assertThat(text).as("a message within 20 seconds").isNotNull();
            return JsonText.parseObject(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                messages.add(message.toString());
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket socket, java.nio.ByteBuffer data) {
            pings++;
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.add(code);
            return null;
        }
    }
}
