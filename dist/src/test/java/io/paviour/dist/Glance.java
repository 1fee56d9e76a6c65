package io.paviour.dist;

import io.paviour.resource.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A list, whole or in parts, that a client took in the middle of a history.
///
/// @param match which state was asked for: `Exact` or `NotOlderThan` with a revision, or nothing for
///     the newest
/// @param revisions the revision of each part
record Glance(String client, String match, long asked, long began, List<Long> revisions, List<Thing> items) {
    private static final int PARTS_MAX = 1_000;

    /// Copies the collections.
    Glance {
        revisions = List.copyOf(revisions);
        items = List.copyOf(items);
    }

    /// Lists.
    ///
    /// @param limit of a part, or 0 for a whole list
    /// @throws AssertionError if it is refused
    static Glance take(Wire wire, String client, String things, String match, long asked, int limit)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        String state = match.isEmpty() ? "" : "&resourceVersion=" + asked + "&resourceVersionMatch=" + match;
        String query = "?limit=" + limit + state;
        var revisions = new ArrayList<Long>();
        var items = new ArrayList<Thing>();
        for (int part = 0; part < PARTS_MAX; part++) {
            Wire.Answer answer = wire.get(things + query);
            if (answer.code() != 200) {
                throw new AssertionError(client + " listed " + things + query + " and was told " + answer.body());
            }
            Json.Obj metadata = answer.body().object("metadata");
            revisions.add(Long.parseLong(metadata.string("resourceVersion", "0")));
            answer.body().objects("items").map(Thing::of).forEach(items::add);
            String rest = metadata.string("continue", "");
            if (rest.isEmpty()) {
                return new Glance(client, match, asked, began, revisions, items);
            }
            query = "?limit=" + limit + "&continue=" + rest;
        }
        throw new AssertionError(client + ": the list has no end");
    }

    /// @param newest the highest revision that was answered to anybody before this began
    /// @throws AssertionError if this is not what there was at one revision, one that was asked for
    void check(List<Feed.Event> events, long newest) {
        long revision = revisions.getFirst();
        Map<String, Thing> expected = new TreeMap<>();
        History.state(events, revision).forEach((name, object) -> expected.put(name, Thing.of(object)));
        boolean isOne = revisions.stream().allMatch(part -> part == revision);
        boolean isAsked = switch (match) {
            case "Exact" -> revision == asked;
            case "NotOlderThan" -> revision >= asked;
            default -> revision >= newest;
        };
        if (!isOne || !isAsked || !items.equals(List.copyOf(expected.values()))) {
            throw new AssertionError(
                    "%s listed %s %d and got revisions %s (the newest known was %d) and\n%s, but there was\n%s"
                            .formatted(client, match, asked, revisions, newest, items, expected.values()));
        }
    }
}
