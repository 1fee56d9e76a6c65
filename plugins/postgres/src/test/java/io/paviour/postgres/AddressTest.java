package io.paviour.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressTest {
    @Test
    void bothFormsOfAnUrlSayTheSame() {
        Address address = Address.parse("postgresql://admin:p%40ss%2Fword@db.example.com:6432/main?sslmode=require");

        assertThat(address)
                .isEqualTo(
                        new Address("db.example.com", 6432, "admin", "p@ss/word", "main", Map.of("sslmode", "require")))
                .isEqualTo(Address.parse("jdbc:postgresql://db.example.com:6432/main?user=admin&password=p%40ss/word"
                        + "&sslmode=require"));
    }

    @Test
    void whatIsLeftOutHasTheUsualValue() {
        assertThat(Address.parse("postgres://admin@[::1]"))
                .isEqualTo(new Address("::1", 5432, "admin", "", "postgres", Map.of()));
    }

    @Test
    void noTextShowsThePassword() {
        Address address = Address.parse("postgresql://admin:hunter22@db");

        assertThat(address.toString()).isEqualTo("db:5432");
        assertThat(new Credentials("db", 5432, "app", "hunter22", "app").toString())
                .isEqualTo("credentials of app");
        assertThatThrownBy(() -> Address.parse("mysql://admin:hunter22@db")).hasMessageNotContaining("hunter22");
        assertThatThrownBy(() -> Address.parse("postgresql://admin:hunter22@db:x/y"))
                .hasMessageNotContaining("hunter22");
    }

    @Test
    void aVerifierKnowsItsPasswordOnly() {
        String verifier = Scram.verifier("correct horse", new SecureRandom());

        assertThat(Scram.verifies(verifier, "correct horse")).isTrue();
        assertThat(Scram.verifies(verifier, "Correct horse")).isFalse();
        assertThat(Scram.verifies("md5d41d8cd98f00b204e9800998ecf8427e", "correct horse"))
                .isFalse();
    }

    @Test
    void aWindowIsWrittenInMinutesHoursOrDays() {
        assertThat(PostgresPlugin.duration("90m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(PostgresPlugin.duration("7d")).isEqualTo(Duration.ofDays(7));
        assertThatThrownBy(() -> PostgresPlugin.duration("a week")).hasMessageContaining("90m, 12h or 7d");
    }
}
