package io.paviour.server;

import io.paviour.http.AccessLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/// The platform's log: one readable line an event, on standard error.
///
/// Everything meets in the JDK's logging: our rooms and most libraries come by SLF4J, Helidon by `System.Logger`.
/// ```
/// 13:21:27.482 INFO  store      23 migrations applied
/// ```
final class ConsoleLog {
    private static final String OURS = "io.paviour";

    /// Held for good: the JDK forgets the level of a logger that nobody refers to.
    private static final Logger HOUSE = houseLogger();

    private ConsoleLog() {}

    /// Sends all logging of this JVM to standard error, to its very end. To be called before anything logs.
    ///
    /// @param ours what our rooms and plugins tell; libraries tell no more than this, and at most warnings
    /// @param format of the lines
    static void open(Level ours, Formatter format) {
        ConsoleHandler console = new ConsoleHandler();
        console.setLevel(Level.ALL);
        console.setFormatter(format);
        hear(ours, console);
    }

    /// Sends all logging to a handler. Libraries are held to warnings for the sake of secrets, too: a web server
    /// that logs in detail logs the headers of requests.
    static void hear(Level ours, Handler handler) {
        Logger root = Logger.getLogger("");
        root.setLevel(ours.intValue() > Level.WARNING.intValue() ? ours : Level.WARNING);
        root.addHandler(handler);
        HOUSE.setLevel(ours);
    }

    /// Makes the logging of this JVM ours. To be called before anything else: the first logger that anybody asks for
    /// decides.
    static void begin() {
        System.setProperty("java.util.logging.manager", UntilTheEnd.class.getName());
    }

    private static Logger houseLogger() {
        begin();
        return Logger.getLogger(OURS);
    }

    /// The level named `error`, `warn`, `info`, `debug` or `trace`, the words of SLF4J.
    ///
    /// @throws IllegalArgumentException if it is none of these
    static Level level(String name) {
        return switch (name) {
            case "error" -> Level.SEVERE;
            case "warn" -> Level.WARNING;
            case "info" -> Level.INFO;
            case "debug" -> Level.FINE;
            case "trace" -> Level.FINEST;
            default ->
                throw new IllegalArgumentException(
                        "the log level is error, warn, info, debug or trace, and not " + name);
        };
    }

    /// The JDK's own manager takes all handlers away as soon as the JVM begins to stop, and what the house says while
    /// it closes would be lost. This one starts without handlers and keeps those it is given.
    public static final class UntilTheEnd extends LogManager {
        @Override
        public void readConfiguration() {}

        @Override
        public void reset() {}
    }

    /// A level in the words of SLF4J.
    static String word(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN";
        }
        if (value >= Level.INFO.intValue()) {
            return "INFO";
        }
        return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    /// One event as one line, with the stack below it if there is one.
    static final class Line extends Formatter {
        private static final Pattern CONTROLS = Pattern.compile("\\R|\\p{Cntrl}");

        private final DateTimeFormatter time;

        Line(ZoneId zone) {
            this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(zone);
        }

        @Override
        public String format(LogRecord event) {
            StringWriter text = new StringWriter();
            PrintWriter out = new PrintWriter(text);
            out.printf(
                    "%s %-5s %-10s %s%n",
                    time.format(event.getInstant()),
                    word(event.getLevel()),
                    origin(event.getLoggerName()),
                    CONTROLS.matcher(message(event)).replaceAll(" "));
            if (event.getThrown() != null) {
                event.getThrown().printStackTrace(out);
            }
            return text.toString();
        }

        private String message(LogRecord event) {
            AccessLog.Answered request = RequestLog.of(event);
            return request == null ? formatMessage(event) : RequestLog.sentence(request);
        }

        /// Our loggers by their room, others by their class.
        private static String origin(String logger) {
            if (logger == null || logger.isEmpty()) {
                return "-";
            }
            if (logger.startsWith(OURS + ".")) {
                return logger.substring(OURS.length() + 1).split("\\.", 2)[0];
            }
            return logger.substring(logger.lastIndexOf('.') + 1);
        }
    }
}
