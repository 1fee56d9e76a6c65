package io.paviour.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.contract.TestSite;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @Test
    void anAdminUrlIsReadWithWhatIsEscapedInIt() {
        assertThat(Login.parse("redis://root:p%40ss+%3A@cache.internal"))
                .isEqualTo(new Login("cache.internal", 6379, false, "root", "p@ss+:"));
        assertThat(Login.parse("rediss://:secret@[::1]:7000"))
                .isEqualTo(new Login("[::1]", 7000, true, "default", "secret"));
    }

    @Test
    void aTenantsUriNamesTheHostAsTheAdminUrlDoes() {
        for (String host : List.of("cache.internal", "10.0.0.1", "[::1]")) {
            Login admin = Login.parse("rediss://root:secret@" + host + ":7000");
            var tenant = new Login(admin.host(), admin.port(), admin.isEncrypted(), "app", "word");

            assertThat(new Credentials(tenant, "app:").values())
                    .containsEntry("uri", "rediss://app:word@" + host + ":7000/0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cache.internal:6379",
                "http://a:hidden@b",
                "redis://cache",
                "redis://hidden@cache",
                "redis://a:hid%zzen@b"
            })
    void whatIsNoAdminUrlIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> Login.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis://user:password@host:port")
                .message()
                .doesNotContain("hid");
    }

    @Test
    void aSettingThatMakesNoSenseKeepsThePlatformFromStarting() {
        assertThatThrownBy(() -> open(Map.of("server", "bin/redis-server")))
                .hasMessage("redis.server is bin/redis-server: it has to be an absolute path");
        assertThatThrownBy(() -> open(Map.of("scripting", "maybe")))
                .hasMessage("redis.scripting is maybe: write true or false");
    }

    private static void open(Map<String, String> settings) {
        new RedisPlugin().drivers(new TestSite(Path.of("target"), settings));
    }
}
