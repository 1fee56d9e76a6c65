package io.paviour.gauge;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// Every gauge of the house.
public final class Board {
    private final Map<String, Family> families = new ConcurrentSkipListMap<>();

    /// Puts up families.
    ///
    /// @throws IllegalArgumentException if a name is taken
    public void add(Collection<Family> more) {
        for (Family family : more) {
            if (families.putIfAbsent(family.name(), family) != null) {
                throw new IllegalArgumentException("there is a gauge " + family.name() + " already");
            }
        }
    }

    /// All of them, by their names.
    public List<Family> families() {
        return List.copyOf(families.values());
    }
}
