package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.access.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InFlightTest {
    @RegisterExtension
    static final Served served = new Served();

    /// Some of those that are held may find the place taken by one that asks.
    private static final int MORE = 4;

    private static final int MOST = Served.LIMITS.requestsPerSubjectMax();

    @Test
    void oneUserCannotTakeTheServerAndIsToldWhenToComeAgain() throws Exception {
        TestServer server = served.server();
        Client admin = Client.of(server.web.apiUri(), server.directory.resolve("ca.crt"), server.token);
        Client busy = admin.withToken(server.credentials.issue("busy", Credentials.Use.TOKEN, null));
        var held = new ArrayList<SSLSocket>();
        try {
            for (int i = 0; i < MOST + MORE; i++) {
                held.add(unfinished(admin, busy.token()));
            }
            Client.Answer refused = awaitRefusal(busy);
            Client.Answer other = admin.get("/apis");
            Client.Answer inOtherClothes = awaitRefusal(busy, "Impersonate-User", "somebody");

            assertThat(refused.reason()).isEqualTo("TooManyRequests");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.json().string("message")).contains("\"busy\" has " + MOST + " requests in flight");
            assertThat(inOtherClothes.json().string("message")).contains("\"busy\"");
            assertThat(other.status()).isEqualTo(200);
        } finally {
            for (SSLSocket socket : held) {
                socket.close();
            }
        }

        assertThat(awaitAnswer(busy).status()).isEqualTo(200);
    }

    @Test
    void streamsAreCountedApart() throws Exception {
        TestServer server = served.server();
        Client admin = Client.of(server.web.apiUri(), server.directory.resolve("ca.crt"), server.token);
        var open = new ArrayList<AutoCloseable>();
        for (int i = 0; i < MOST + 2; i++) {
            open.add(admin.stream("/api/v1/namespaces?watch=true&timeoutSeconds=20"));
        }

        assertThat(admin.get("/apis").status()).isEqualTo(200);
        for (AutoCloseable stream : open) {
            stream.close();
        }
    }

    /// A request whose body does not come: it is in flight until the client goes.
    private static SSLSocket unfinished(Client client, String token) throws IOException {
        URI uri = client.base();
        var socket =
                (SSLSocket) client.http().sslContext().getSocketFactory().createSocket(uri.getHost(), uri.getPort());
        List<String> head = List.of(
                "POST /apis/authentication.k8s.io/v1/selfsubjectreviews HTTP/1.1",
                "Host: localhost",
                "Authorization: Bearer " + token,
                "Content-Type: application/json",
                "Content-Length: 1000",
                "",
                "{");
        socket.getOutputStream().write(String.join("\r\n", head).getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static Client.Answer awaitRefusal(Client client, String... headers)
            throws IOException, InterruptedException {
        return await(client, 429, headers);
    }

    private static Client.Answer awaitAnswer(Client client) throws IOException, InterruptedException {
        return await(client, 200);
    }

    /// Requests arrive, and connections are seen to be gone, in their own time.
    private static Client.Answer await(Client client, int status, String... headers)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + 20_000_000_000L;
        while (true) {
            Client.Answer answer = client.get("/apis", headers);
            if (answer.status() == status || System.nanoTime() > until) {
                assertThat(answer.status()).isEqualTo(status);
                return answer;
            }
            Thread.onSpinWait();
        }
    }
}
