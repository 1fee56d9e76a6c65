package io.paviour.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void theSessionOfThePortalGoesToNoTenant() {
        var fields = List.of(
                new Head.Field("Cookie", "theme=dark; paviour_session=pav_x;basket=7"),
                new Head.Field("cookie", " paviour_session = pav_y"),
                new Head.Field("Accept", "paviour_session=1"));

        var passed = Platform.withoutSession(fields);

        assertThat(passed)
                .containsExactly(
                        new Head.Field("Cookie", "theme=dark; basket=7"),
                        new Head.Field("Accept", "paviour_session=1"));
    }

    @Test
    void theMachinesOwnNamesAreReserved() {
        assertThat(List.of("localhost", "127.0.0.1", "10.0.0.7")).allMatch(Platform::isReserved);
        assertThat(List.of("shop.localhost", "myapp.staging.example.com", "1a.example.com"))
                .noneMatch(Platform::isReserved);
    }
}
