package io.paviour.server;

import io.paviour.gauge.Board;
import io.paviour.gauge.Tracing;
import io.paviour.http.Observation;
import java.net.URI;
import java.time.ZoneId;
import java.util.Map;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the platform tells of itself, and how: its log and its traces.
final class ObservationOptions implements AutoCloseable {
    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "${env:PAVIOUR_LOG_FORMAT:-text}",
            description = "How the log is written: text, or json (one object a line) (default: ${DEFAULT-VALUE}).")
    String logFormat = "text";

    @Option(
            names = "--access-log",
            defaultValue = "${env:PAVIOUR_ACCESS_LOG:-false}",
            description = "Log every request at level info. Without it, they are logged at level debug.")
    boolean accessLog;

    @Option(
            names = "--otlp-endpoint",
            paramLabel = "URL",
            description = "Where traces are sent, by OTLP over http, such as http://localhost:4318. The variable"
                    + " OTEL_EXPORTER_OTLP_ENDPOINT does the same, and other variables OTEL_* are heeded.")
    @Nullable
    URI otlpEndpoint;

    private @Nullable OtlpTracing otlp;

    /// Opens the log and, where they are wanted, the traces. To be called before anything logs.
    ///
    /// @throws IllegalArgumentException if a setting is none
    Observation open(Map<String, String> variables, String version) {
        Level level = ConsoleLog.level(variables.getOrDefault("PAVIOUR_LOG_LEVEL", "info"));
        boolean isJson = switch (logFormat) {
            case "text" -> false;
            case "json" -> true;
            default -> throw new IllegalArgumentException("the log format is text or json, and not " + logFormat);
        };
        boolean isTraced = otlpEndpoint != null
                || isSet(variables, "OTEL_EXPORTER_OTLP_ENDPOINT")
                || isSet(variables, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
        OtlpTracing sending = isTraced ? OtlpTracing.open(otlpEndpoint, variables, version) : null;
        otlp = sending;
        Tracing followers = sending == null ? Tracing.NONE : sending;
        var logged = new LoggedTracing(followers);
        ConsoleLog.open(level, isJson ? new JsonLine(logged::current) : new ConsoleLog.Line(ZoneId.systemDefault()));
        return new Observation(
                new Board(), isJson ? logged : followers, new RequestLog(accessLog ? Level.INFO : Level.FINE));
    }

    private static boolean isSet(Map<String, String> variables, String name) {
        return !variables.getOrDefault(name, "").isEmpty();
    }

    @Override
    public void close() {
        if (otlp != null) {
            otlp.close();
        }
    }
}
