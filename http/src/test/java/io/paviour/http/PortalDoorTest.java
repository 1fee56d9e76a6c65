package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.access.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PortalDoorTest {
    @RegisterExtension
    static final Served served = new Served();

    private static final String NAMESPACES = "/api/v1/namespaces";

    private Client browser;

    @BeforeEach
    void browser() {
        TestServer server = served.server();
        browser = Client.of(server.web.portalUri(), server.directory.resolve("ca.crt"), "");
    }

    @Test
    void settingsAreOpenAndEverythingElseIsNot() throws Exception {
        assertThat(browser.get("/api/settings").json().string("organisation")).isEqualTo("Example");
        assertThat(browser.get("/api/session").status()).isEqualTo(401);
        assertThat(browser.get(NAMESPACES).status()).isEqualTo(401);
        assertThat(browser.get("/").header("Content-Security-Policy")).contains("default-src 'self'");
        assertThat(browser.get("/").header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void aSessionReadsAndWritesWithItsSecondWord() throws Exception {
        Client.Answer session = signIn("{\"token\":\"" + served.server().token + "\"}");
        String cookie = session.header("Set-Cookie").split(";")[0];
        String body = "{\"metadata\":{\"name\":\"by-browser\"}}";

        Client.Answer read = browser.get(NAMESPACES, "Cookie", cookie);
        Client.Answer forged =
                browser.send("POST", NAMESPACES, body, "Cookie", cookie, "Content-Type", "application/json");
        Client.Answer written = browser.send(
                "POST",
                NAMESPACES,
                body,
                "Cookie",
                cookie,
                "Content-Type",
                "application/json",
                "X-Paviour-CSRF",
                session.json().string("csrf", ""));

        assertThat(session.status()).isEqualTo(200);
        assertThat(session.header("Set-Cookie"))
                .contains("HttpOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Secure");
        assertThat(session.json().string("user")).isEqualTo("admin");
        assertThat(read.status()).isEqualTo(200);
        assertThat(forged.status()).isEqualTo(403);
        assertThat(written.status()).isEqualTo(201);
    }

    @Test
    void aSessionEndsWhenItsOwnerSignsOut() throws Exception {
        Client.Answer session = signIn("{\"token\":\"" + served.server().token + "\"}");
        String cookie = session.header("Set-Cookie").split(";")[0];

        Client.Answer out = browser.send(
                "DELETE",
                "/api/session",
                "",
                "Cookie",
                cookie,
                "X-Paviour-CSRF",
                session.json().string("csrf", ""));

        assertThat(out.status()).isEqualTo(204);
        assertThat(browser.get(NAMESPACES, "Cookie", cookie).status()).isEqualTo(401);
    }

    @Test
    void aLinkIsGoodOnce() throws Exception {
        String link = served.server().credentials.issue("admin", Credentials.Use.LINK, Duration.ofMinutes(1));

        assertThat(signIn("{\"link\":\"" + link + "\"}").status()).isEqualTo(200);
        assertThat(signIn("{\"link\":\"" + link + "\"}").status()).isEqualTo(401);
        assertThat(signIn("{\"token\":\"" + link + "\"}").status()).isEqualTo(401);
        assertThat(signIn("{}").status()).isEqualTo(400);
        assertThat(browser.send("POST", "/api/session", "token=x", "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void programsMayUseATokenHereToo() throws Exception {
        assertThat(browser.withToken(served.server().token).get(NAMESPACES).status())
                .isEqualTo(200);
    }

    @Test
    void onlyItsOwnNamesAreAnswered() throws Exception {
        assertThat(raw("GET / HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /version HTTP/1.1\r\nHost: portal.example.com:80\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw("GET /version HTTP/1.1\r\nHost: [::1]:7007\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void brokenRequestsAreToldSo() throws Exception {
        assertThat(raw("GET / HTTP/1.1\r\nHost: a b\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(raw("POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    private Client.Answer signIn(String proof) throws IOException, InterruptedException {
        return browser.send("POST", "/api/session", proof, "Content-Type", "application/json");
    }

    private static String raw(String request) throws IOException {
        URI uri = served.server().web.portalUri();
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(12), StandardCharsets.ISO_8859_1);
        }
    }
}
