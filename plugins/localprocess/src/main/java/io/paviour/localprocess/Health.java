package io.paviour.localprocess;

import io.paviour.resource.Json;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a replica shows that it is well.
///
/// @param path what is asked for by HTTP GET; null if accepting a connection is enough
/// @param firstAnswerMax how long after its start a replica may take to answer well for the first time
/// @param interval the time between two questions once it has answered well
/// @param timeout how long an answer may take
/// @param failuresMax how many bad answers in a row lead to a restart
record Health(@Nullable String path, Duration firstAnswerMax, Duration interval, Duration timeout, int failuresMax) {
    private static final Duration FIRST_ANSWER_MAX_AT_LEAST = Duration.ofSeconds(60);

    static Health of(Json.Obj json) {
        Duration interval = Duration.ofSeconds(Math.clamp(json.integer("intervalSeconds", 5), 1, 3600));
        Duration timeout = Duration.ofSeconds(Math.clamp(json.integer("timeoutSeconds", 2), 1, 300));
        Duration delay = Duration.ofSeconds(Math.clamp(json.integer("initialDelaySeconds", 0), 0, 3600));
        int failuresMax = Math.clamp(json.integer("failureThreshold", 3), 1, 100);
        Duration first = delay.plus(interval.multipliedBy(failuresMax));
        return new Health(
                json.string("path"),
                first.compareTo(FIRST_ANSWER_MAX_AT_LEAST) > 0 ? first : FIRST_ANSWER_MAX_AT_LEAST,
                interval,
                timeout,
                failuresMax);
    }

    /// What is asked of a replica, for messages.
    String question(int port) {
        return path == null ? "a connection to port " + port : "GET " + path + " on port " + port;
    }
}
