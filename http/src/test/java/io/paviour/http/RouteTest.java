package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
    @ParameterizedTest
    @CsvSource({
        "/api, CORE",
        "/apis, GROUPS",
        "/apis/, GROUPS",
        "/apis/g, GROUP",
        "/api/v1, RESOURCES",
        "/apis/g/v1, RESOURCES",
        "/openapi/v3, OPENAPI_INDEX",
        "/openapi/v3/apis/g/v1, OPENAPI",
        "/apis/g/v1/plans, PLANS",
        "/apis/g/v1/things, COLLECTION",
        "/api/v1/namespaces, COLLECTION",
        "/api/v1/namespaces/n, ITEM",
        "/api/v1/namespaces/n/status, NAMESPACE_STATUS",
        "/api/v1/namespaces/n/events, NAMESPACED_COLLECTION",
        "/apis/g/v1/namespaces/n/things, NAMESPACED_COLLECTION",
        "/apis/g/v1/namespaces/n/things/x, NAMESPACED_ITEM",
        "/apis/g/v1/namespaces/n/things/x/log, NAMESPACED_SUBRESOURCE",
        "/apis/g/v1/accounts/x/token, SUBRESOURCE",
    })
    void everyPathHasItsRoute(String path, Route route) {
        Route.Match match = Route.find(path);

        assertThat(match).isNotNull();
        assertThat(match.route()).isEqualTo(route);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "x", "/other", "/api//v1", "/apis/g/v1/a/b/c/d/e/f", "/apis/%zz", "/openapi/v4"})
    void whatIsNoPathOfTheApiHasNone(String path) {
        assertThat(Route.find(path)).isNull();
    }

    @Test
    void partsAreDecodedOneByOne() {
        Route.Match match = Route.find("/apis/g/v1/namespaces/n%2Fm/things/a+b");

        assertThat(match.part("namespace")).isEqualTo("n/m");
        assertThat(match.part("name")).isEqualTo("a+b");
        assertThat(match.part("subresource")).isEmpty();
    }
}
