package io.paviour.plugin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The drivers of the house.
public interface Drivers {
    /// The driver that fulfils claims of a kind and type, or null.
    @Nullable
    Driver<?> find(String kind, String type);

    /// The types of a kind that some driver fulfils, in order.
    List<String> types(String kind);
}
