package io.paviour.server;

import io.paviour.http.AccessLog;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Writes each request into the log.
final class RequestLog implements AccessLog {
    private static final String NAME = "io.paviour.http.AccessLog";

    private final Level level;

    /// Held for good, as the logger of the house is.
    private final Logger logger = Logger.getLogger(NAME);

    RequestLog(Level level) {
        this.level = level;
    }

    @Override
    public void answered(Answered request) {
        if (!logger.isLoggable(level)) {
            return;
        }
        var event = new LogRecord(level, "");
        event.setLoggerName(NAME);
        event.setParameters(new Object[] {request});
        logger.log(event);
    }

    /// The request that an event is about, or null if it is about something else.
    static @Nullable Answered of(LogRecord event) {
        Object[] parameters = event.getParameters();
        return parameters != null && parameters.length == 1 && parameters[0] instanceof Answered request
                ? request
                : null;
    }

    static String sentence(Answered request) {
        return String.format(
                Locale.ROOT,
                "%s %s %s %s %d %d bytes %.3f ms \"%s\"",
                request.id(),
                request.subject().isEmpty() ? "-" : request.subject(),
                request.method(),
                request.path(),
                request.status(),
                request.bytes(),
                request.duration().toNanos() / 1e6,
                request.agent());
    }
}
