package io.paviour.server;

import io.paviour.http.AccessLog;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/// One event as one JSON object on one line, for programs that gather logs.
final class JsonLine extends Formatter {
    private final Supplier<LoggedTracing.Current> current;

    /// @param current the step that the calling thread is in
    JsonLine(Supplier<LoggedTracing.Current> current) {
        this.current = current;
    }

    @Override
    public String format(LogRecord event) {
        var fields = new LinkedHashMap<String, Json>();
        AccessLog.Answered request = RequestLog.of(event);
        fields.put("time", Json.of(event.getInstant().toString()));
        fields.put("level", Json.of(ConsoleLog.word(event.getLevel())));
        fields.put("logger", Json.of(event.getLoggerName() == null ? "" : event.getLoggerName()));
        fields.put("message", Json.of(request == null ? formatMessage(event) : RequestLog.sentence(request)));
        // A handler is called on the thread that logs.
        Thread thread = Thread.currentThread();
        fields.put("thread", Json.of(thread.getName().isEmpty() ? "virtual-" + thread.threadId() : thread.getName()));
        LoggedTracing.Current step = current.get();
        put(fields, "request", step.request());
        put(fields, "trace", step.trace());
        if (request != null) {
            put(fields, request);
        }
        if (event.getThrown() != null) {
            fields.put("exception", Json.of(stack(event.getThrown())));
        }
        return new String(JsonText.bytes(Json.of(fields)), StandardCharsets.UTF_8) + "\n";
    }

    private static void put(Map<String, Json> fields, AccessLog.Answered request) {
        put(fields, "request", request.id());
        put(fields, "trace", LoggedTracing.trace(request.traceparent()));
        put(fields, "door", request.door());
        put(fields, "method", request.method());
        put(fields, "path", request.path());
        put(fields, "subject", request.subject());
        fields.put("status", Json.of(request.status()));
        fields.put("durationMicros", Json.of(request.duration().toNanos() / 1000));
        fields.put("bytes", Json.of(request.bytes()));
        put(fields, "userAgent", request.agent());
    }

    private static void put(Map<String, Json> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, Json.of(value));
        }
    }

    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
