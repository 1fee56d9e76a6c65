package io.paviour.plugin;

import io.paviour.resource.Ref;
import java.util.Map;

/// The values of secrets, sealed at rest, kept apart from the resources that speak of them.
public interface Secrets {
    /// The values of a `Secret`, empty if it has none.
    Map<String, String> read(Ref secret);

    /// Stores values if the secret has none yet.
    ///
    /// @return the values that are stored now: those given, or the earlier ones, which win
    Map<String, String> putIfAbsent(Ref secret, Map<String, String> values);

    /// Stores values in place of those there were.
    void put(Ref secret, Map<String, String> values);

    /// Forgets the values; nothing happens if there are none.
    void remove(Ref secret);

    /// A number that changes with the values and says nothing about them; 0 if there are none.
    long version(Ref secret);
}
