package io.paviour.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is asking.
///
/// @param name the user's name, or `system:<name>` for the house itself
/// @param groups the groups the user is in; every authenticated subject is in `system:authenticated`
/// @param uid tells it from an earlier user of the same name; empty where nobody knows
/// @param extra what else is known of it by whoever recognised it
/// @param actor the name of who really asks, where that one acts as this user, or null
public record Subject(
        String name,
        Set<String> groups,
        String uid,
        Map<String, List<String>> extra,
        @Nullable String actor) {
    /// The group of those who may do everything.
    public static final String ADMINS = "system:masters";

    /// The group of all who are signed in.
    public static final String AUTHENTICATED = "system:authenticated";

    /// The group of those whom a proxy in front did not recognise.
    public static final String UNAUTHENTICATED = "system:unauthenticated";

    /// Writes what every house has.
    public static final Subject HOUSE = system("system:house");

    /// Writes what reconcilers decide.
    public static final Subject RECONCILER = system("system:reconcile");

    /// Tidies up.
    public static final Subject CARETAKER = system("system:caretaker");

    /// The part that takes away what has lost its owner, its namespace or its kind.
    public static final Subject COLLECTOR = system("system:collector");

    private static final Set<String> HOUSES = Set.of(HOUSE.name, RECONCILER.name, CARETAKER.name, COLLECTOR.name);

    /// Copies the collections.
    public Subject {
        groups = Set.copyOf(groups);
        var copy = new LinkedHashMap<String, List<String>>();
        extra.forEach((key, values) -> copy.put(key, List.copyOf(values)));
        extra = Map.copyOf(copy);
    }

    /// One of whom no more is known.
    public Subject(String name, Set<String> groups) {
        this(name, groups, "", Map.of(), null);
    }

    /// The house itself, or a plugin: trusted code of this process.
    public static Subject system(String name) {
        return new Subject(name, Set.of(ADMINS, AUTHENTICATED));
    }

    /// Whether a name is that of a part of the house, which nobody from outside may have.
    public static boolean isHouse(String name) {
        return HOUSES.contains(name);
    }

    /// Who really asks: the one to be counted and held to limits.
    public String caller() {
        return actor == null ? name : actor;
    }

    /// How the audit trail names it: `alice`, or `alice as bob`.
    public String told() {
        return actor == null ? name : actor + " as " + name;
    }

    /// Whether it may do everything.
    public boolean isAdmin() {
        return groups.contains(ADMINS);
    }
}
