package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest {
    private static final String BEARER = "base64url.bearer.authorization.k8s.io.";

    @Test
    void theProofIsThatOfTheStandard() {
        assertThat(Handshake.proof("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /apis/a.b/v1/environments, watch=true, true",
        "GET, /api/v1/namespaces/x/events, watch=1, true",
        "GET, /apis/a.b/v1/environments, watch=false, false",
        "GET, /apis/a.b/v1/environments, limit=1, false",
        "GET, /apis/a.b/v1/namespaces/x/workloads/y/log, watch=1, false",
        "GET, /apis, watch=1, false",
        "POST, /apis/a.b/v1/environments, watch=1, false",
    })
    void onlyAWatchBecomesAWebSocket(String method, String path, String query, boolean isWanted) {
        Call call = new Call(method, path, Parameters.parse(query), headers()::get, InputStream.nullInputStream());

        assertThat(Handshake.isWanted(call)).isEqualTo(isWanted);
    }

    @Test
    void aWrongVersionOrKeyIsRefused() {
        Reply old = handshake(Map.of("sec-websocket-version", "8")).refusal();
        Reply keyless = handshake(Map.of("sec-websocket-key", "c2hvcnQ=")).refusal();
        Reply garbled = handshake(Map.of("sec-websocket-key", "%")).refusal();

        assertThat(old.status()).isEqualTo(426);
        assertThat(old.headers()).contains(new Reply.Header("Sec-WebSocket-Version", "13"));
        assertThat(keyless.status()).isEqualTo(400);
        assertThat(garbled.status()).isEqualTo(400);
        assertThat(handshake(Map.of()).refusal()).isNull();
    }

    @Test
    void anotherSiteNeedsATokenOfItsOwn() {
        Map<String, String> elsewhere = Map.of("origin", "https://evil.example.com");

        Reply cookie = handshake(elsewhere).refusal();
        Reply port = handshake(Map.of("origin", "http://localhost:3000")).refusal();
        Reply none = handshake(Map.of("origin", "null")).refusal();

        assertThat(cookie.status()).isEqualTo(403);
        assertThat(port.status()).isEqualTo(403);
        assertThat(none.status()).isEqualTo(403);
        assertThat(handshake(Map.of("origin", "http://localhost:7007")).refusal())
                .isNull();
        assertThat(handshake(Map.of("origin", "https://evil.example.com", "authorization", "Bearer x"))
                        .refusal())
                .isNull();
    }

    @Test
    void aTokenMayBeASubprotocolAndIsNeverSentBack() {
        String token =
                Base64.getUrlEncoder().withoutPadding().encodeToString("pav_secret".getBytes(StandardCharsets.UTF_8));

        Handshake handshake =
                handshake(Map.of("sec-websocket-protocol", BEARER + token + ", base64.binary.k8s.io, binary.k8s.io"));
        Handshake twice = handshake(Map.of("sec-websocket-protocol", BEARER + token, "authorization", "Bearer mine"));
        Handshake garbled = handshake(Map.of("sec-websocket-protocol", BEARER + "DQo"));
        Handshake forged = handshake(Map.of("sec-websocket-protocol", "a\r\nX-Forged: 1"));

        assertThat(handshake.call().header("authorization")).isEqualTo("Bearer pav_secret");
        assertThat(handshake.acceptance())
                .contains(new Reply.Header("Sec-WebSocket-Protocol", "base64.binary.k8s.io"))
                .noneSatisfy(header -> assertThat(header.value()).contains(token));
        assertThat(twice.call().header("authorization")).isEqualTo("Bearer mine");
        assertThat(twice.acceptance()).hasSize(3);
        assertThat(garbled.call().header("authorization")).isEmpty();
        assertThat(forged.acceptance()).hasSize(3);
    }

    private static Handshake handshake(Map<String, String> more) {
        Map<String, String> headers = headers();
        headers.putAll(more);
        return Handshake.of(new Call("GET", "/", Parameters.NONE, headers::get, InputStream.nullInputStream()));
    }

    private static Map<String, String> headers() {
        return new HashMap<>(Map.of(
                "upgrade", "websocket",
                "connection", "keep-alive, Upgrade",
                "host", "localhost:7007",
                "sec-websocket-version", "13",
                "sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="));
    }
}
