package io.paviour.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts objects into an order in which each comes after what it depends on, by `pg_depend`.
final class Sorting {
    private static final String DEPENDENCIES = """
            select classid::bigint, objid::bigint, refclassid::bigint, refobjid::bigint, deptype::text
              from pg_depend where objid >= 16384 and deptype in ('n', 'a', 'i', 'e', 'P', 'S')
            """;

    /// An object that is no item of its own belongs to another: it is looked for by these, the strongest first.
    private static final String BELONGS = "iePaS";

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Key, Node> byKey = new HashMap<>();
    private final Map<Key, Map<Key, Character>> references = new HashMap<>();
    private final List<Item> sorted = new ArrayList<>();
    private final List<String> knots = new ArrayList<>();

    /// An object, as `pg_depend` names it.
    record Key(long catalog, long oid) {}

    /// Something to be made.
    ///
    /// @param copy the table with its columns, if this is its rows; else empty
    record Item(int phase, String name, List<String> statements, String copy) {
        boolean isRows() {
            return !copy.isEmpty();
        }
    }

    private static final class Node {
        private final Item item;
        private final Set<Node> needs = new LinkedHashSet<>();
        private final Set<Node> neededBy = new LinkedHashSet<>();

        private Node(Item item) {
            this.item = item;
        }

        private void needs(Node other) {
            if (other != this && needs.add(other)) {
                other.neededBy.add(this);
            }
        }
    }

    void add(Key key, Item item) {
        Node node = new Node(item);
        nodes.add(node);
        byKey.put(key, node);
    }

    /// Adds what comes after an object, and which nothing depends on.
    void addAfter(Key key, Item item) {
        Node node = new Node(item);
        nodes.add(node);
        Node before = byKey.get(key);
        if (before != null) {
            node.needs(before);
        }
    }

    /// Adds the rows of a table.
    void addRows(Key table, String name, String copy) {
        addAfter(table, new Item(Recipes.ROWS_PHASE, name, List.of(), copy));
    }

    /// Adds what comes after everything of a lower phase.
    void addLast(Item item) {
        nodes.add(new Node(item));
    }

    void addDependencies(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(DEPENDENCIES)) {
            while (rows.next()) {
                references
                        .computeIfAbsent(new Key(rows.getLong(1), rows.getLong(2)), _ -> new HashMap<>())
                        .merge(
                                new Key(rows.getLong(3), rows.getLong(4)),
                                rows.getString(5).charAt(0),
                                Sorting::stronger);
            }
        }
        references.forEach((key, others) -> {
            Node node = owner(key, new HashSet<>());
            for (Key other : others.keySet()) {
                Node needed = owner(other, new HashSet<>());
                if (node != null && needed != null) {
                    node.needs(needed);
                }
            }
        });
    }

    private static char stronger(char one, char other) {
        return rank(one) <= rank(other) ? one : other;
    }

    private static int rank(char kind) {
        int rank = BELONGS.indexOf(kind);
        return rank < 0 ? BELONGS.length() : rank;
    }

    /// The item an object is made by, or null if PostgreSQL has it anyway.
    private @Nullable Node owner(Key key, Set<Key> visited) {
        Node node = byKey.get(key);
        if (node != null || !visited.add(key)) {
            return node;
        }
        return references.getOrDefault(key, Map.of()).entrySet().stream()
                .filter(reference -> BELONGS.indexOf(reference.getValue()) >= 0)
                .sorted(Comparator.comparingInt(reference -> rank(reference.getValue())))
                .map(reference -> owner(reference.getKey(), visited))
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }

    void sort() {
        var missing = new HashMap<Node, Integer>();
        var ready = new PriorityQueue<Node>(
                Comparator.comparingInt((Node node) -> node.item.phase()).thenComparing(node -> node.item.name()));
        for (Node node : nodes) {
            missing.put(node, node.needs.size());
            if (node.needs.isEmpty()) {
                ready.add(node);
            }
        }
        for (Node node = ready.poll(); node != null; node = ready.poll()) {
            sorted.add(node.item);
            missing.remove(node);
            for (Node other : node.neededBy) {
                if (missing.merge(other, -1, Integer::sum) == 0) {
                    ready.add(other);
                }
            }
        }
        missing.keySet().stream()
                .filter(node -> !node.item.isRows())
                .map(node -> node.item.name() + " in a circle of dependencies")
                .sorted()
                .forEach(knots::add);
    }

    /// All items, in order.
    List<Item> items() {
        return List.copyOf(sorted);
    }

    /// What has no place in any order.
    List<String> knots() {
        return List.copyOf(knots);
    }
}
