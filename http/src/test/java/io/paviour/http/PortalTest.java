package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortalTest {
    private static final Map<String, String> FILES =
            Map.of("index.html", "<html>", "assets/app-1.js", "1", "assets/a.css", "2", "favicon.svg", "3");

    private final Portal portal = new Portal(name -> FILES.containsKey(name)
            ? new ByteArrayInputStream(FILES.get(name).getBytes(StandardCharsets.UTF_8))
            : null);

    @ParameterizedTest
    @ValueSource(strings = {"/", "/environments", "/environments/shop/dev"})
    void pagesOfThePortalGetItsIndex(String path) {
        Reply.Whole reply = get(path);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.type()).isEqualTo("text/html; charset=utf-8");
        assertThat(reply.headers()).contains(new Reply.Header("Cache-Control", "no-cache"));
    }

    @Test
    void filesWithAHashInTheirNameAreKeptForEver() {
        Reply.Whole reply = get("/assets/app-1.js");

        assertThat(reply.type()).isEqualTo("text/javascript; charset=utf-8");
        assertThat(reply.headers()).anyMatch(header -> header.value().contains("immutable"));
        assertThat(get("/favicon.svg").type()).isEqualTo("image/svg+xml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets/other.js", "/assets/../secret.txt", "/robots.txt", "/assets/x/y.js", "/assets/x"})
    void whatIsNotThereIsNotFound(String path) {
        Reply.Whole reply = get(path);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).doesNotContain("secret");
    }

    @Test
    void aBuildWithoutPortalSaysSo() {
        var none = new Portal(_ -> null);

        Reply.Whole reply = (Reply.Whole) none.answer(call("/"));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains("has no portal");
    }

    private Reply.Whole get(String path) {
        return (Reply.Whole) portal.answer(call(path));
    }

    private static Call call(String path) {
        return new Call("GET", path, Parameters.NONE, _ -> null, InputStream.nullInputStream());
    }
}
