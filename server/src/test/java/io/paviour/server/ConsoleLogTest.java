package io.paviour.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ConsoleLogTest {
    private final ConsoleLog.Line line = new ConsoleLog.Line(ZoneOffset.UTC);

    @Test
    void anEventOfOursIsOneLineWithItsRoom() {
        LogRecord event = event(Level.INFO, "io.paviour.store.Migrations");

        assertThat(line.format(event)).isEqualToNormalizingNewlines("13:21:27.482 INFO  store      it is so\n");
    }

    @Test
    void anEventOfALibraryHasItsClassAndItsStackBelow() {
        LogRecord event = event(Level.WARNING, "com.zaxxer.hikari.HikariPool");
        event.setThrown(new IllegalStateException("closed"));

        assertThat(line.format(event))
                .startsWith("13:21:27.482 WARN  HikariPool it is so")
                .contains("java.lang.IllegalStateException: closed")
                .contains("\tat " + getClass().getName());
    }

    @Test
    void levelsHaveTheWordsOfSlf4j() {
        assertThat(ConsoleLog.level("debug")).isEqualTo(Level.FINE);
        assertThatThrownBy(() -> ConsoleLog.level("loud"))
                .hasMessage("the log level is error, warn, info, debug or trace, and not loud");
    }

    @Test
    void aMessageCannotForgeALine() {
        LogRecord event = event(Level.INFO, "io.paviour.http.Api");
        event.setMessage("no kind a\r\n13:21:27.483 INFO  access     all is well");

        assertThat(line.format(event).lines()).hasSize(1);
    }

    @Test
    void whatIsSaidWhileTheJvmStopsIsShown() throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Farewell.class.getName())
                .redirectErrorStream(true)
                .start();

        List<String> lines = jvm.inputReader().readAllLines();

        assertThat(jvm.waitFor()).isZero();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).endsWith("INFO  server     open");
        assertThat(lines.getLast()).endsWith("INFO  server     closed");
    }

    /// Says something as it starts, and something after the point at which the JVM's own hook resets all logging.
    static final class Farewell {
        public static void main(String... arguments) {
            ConsoleLog.open(Level.INFO, new ConsoleLog.Line(ZoneOffset.UTC));
            Logger log = LoggerFactory.getLogger(Farewell.class);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                LogManager.getLogManager().reset();
                log.info("closed");
            }));
            log.info("open");
            log.debug("not shown");
        }
    }

    private static LogRecord event(Level level, String logger) {
        LogRecord event = new LogRecord(level, "it is so");
        event.setLoggerName(logger);
        event.setInstant(Instant.parse("2026-11-22T13:21:27.482Z"));
        return event;
    }
}
