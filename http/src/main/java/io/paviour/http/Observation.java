package io.paviour.http;

import io.paviour.gauge.Board;
import io.paviour.gauge.Tracing;

/// Who watches the wire at work.
///
/// @param board takes the gauges of the wire, and is shown under `/metrics`
/// @param tracing is told of each request
/// @param access is told of each answer
public record Observation(Board board, Tracing tracing, AccessLog access) {
    /// Nobody but who asks for `/metrics`.
    public static Observation alone() {
        return new Observation(new Board(), Tracing.NONE, _ -> {});
    }
}
