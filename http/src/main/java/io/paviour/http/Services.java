package io.paviour.http;

import io.paviour.access.Credentials;
import io.paviour.access.Guard;
import io.paviour.registry.Registry;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the wire speaks for.
///
/// @param unready says what the server is still waiting for, or null when it is ready
/// @param clock for ages and time-outs
/// @param observation who watches
public record Services(
        Registry registry,
        Credentials credentials,
        Guard guard,
        Planner planner,
        Supplier<@Nullable String> unready,
        InstantSource clock,
        Observation observation) {}
