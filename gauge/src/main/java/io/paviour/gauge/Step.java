package io.paviour.gauge;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that takes time and is worth telling.
///
/// @param name few different ones: no names of resources
/// @param attributes what is known at the beginning; no secrets
/// @param traceparent who asked for it, by a header of W3C Trace Context, or null for the step that this thread is in
public record Step(
        String name,
        Role role,
        Map<String, String> attributes,
        @Nullable String traceparent) {
    /// The attribute by which the steps and the log of a request are found.
    public static final String REQUEST = "paviour.request.id";

    /// Whose step it is.
    public enum Role {
        /// Of the house itself.
        INTERNAL,
        /// An answer to somebody outside.
        SERVER,
        /// A question to somebody outside.
        CLIENT
    }

    /// Copies `attributes`.
    public Step {
        attributes = Map.copyOf(attributes);
    }

    /// A step of the house itself, within the one that this thread is in.
    public static Step internal(String name, Map<String, String> attributes) {
        return new Step(name, Role.INTERNAL, attributes, null);
    }
}
