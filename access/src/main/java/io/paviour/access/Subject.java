package io.paviour.access;

import java.util.Set;

/// Who is asking.
///
/// @param name the user's name, or `system:<name>` for the house itself
/// @param groups the groups the user is in; every authenticated subject is in `system:authenticated`
public record Subject(String name, Set<String> groups) {
    /// The group of those who may do everything.
    public static final String ADMINS = "system:masters";

    /// The group of all who are signed in.
    public static final String AUTHENTICATED = "system:authenticated";

    /// Copies `groups`.
    public Subject {
        groups = Set.copyOf(groups);
    }

    /// The house itself, or a plugin: trusted code of this process.
    public static Subject system(String name) {
        return new Subject(name, Set.of(ADMINS, AUTHENTICATED));
    }
}
