package io.paviour.access;

import java.util.Set;

/// Somebody, or a program, that may sign in.
///
/// @param uid tells it from an earlier account of the same name
/// @param groups the groups it is in
public record Account(String uid, Set<String> groups) {
    /// Copies `groups`.
    public Account {
        groups = Set.copyOf(groups);
    }
}
