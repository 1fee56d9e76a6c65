package io.paviour.dist;

import io.paviour.resource.Json;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Random owners and dependents: who makes, adopts, holds, lets go and deletes them, and whether what
/// then went had to go, and what stayed may stay.
///
/// The rules are those of garbage collection in Kubernetes. Nothing goes but what a client deleted, or
/// what has owners of which each is gone or waits in the foreground for those it owns. An owner that
/// was deleted in the foreground goes after those that block it, and one whose dependents were to be
/// orphaned leaves none that names it. In the end nothing is left of what was deleted, and nothing
/// whose owners are all gone.
final class Families {
    private static final String HOLD = "example.com/hold";
    private static final String FOREGROUND = "foregroundDeletion";
    private static final List<String> POLICIES = List.of("Background", "Foreground", "Orphan");

    private final String things;
    private final List<Json.Obj> born = new ArrayList<>();
    private final Map<String, Set<String>> deleted = new ConcurrentHashMap<>();
    private volatile String leaving = "";
    private final Queue<String> deeds = new ConcurrentLinkedQueue<>();

    /// @param things the path of all things
    Families(String things) {
        this.things = things;
    }

    /// One step of a client.
    ///
    /// @param name of a thing that nobody else makes
    void step(Wire wire, Random random, String name) throws IOException, InterruptedException {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> create(wire, random, name);
            case 5, 6 -> delete(wire, random);
            case 7, 8 -> adopt(wire, random);
            default -> letGo(wire, any(random));
        }
    }

    private synchronized Json.@Nullable Obj any(Random random) {
        // The young ones have more to happen to them.
        int from = Math.max(0, born.size() - 12);
        return born.isEmpty() ? null : born.get(from + random.nextInt(born.size() - from));
    }

    private synchronized void add(Json.Obj thing) {
        born.add(thing);
    }

    private void create(Wire wire, Random random, String name) throws IOException, InterruptedException {
        Json.Obj metadata = Json.object(
                "name",
                name,
                "ownerReferences",
                owners(random),
                "finalizers",
                random.nextInt(5) == 0 ? List.of(HOLD) : List.of());
        Wire.Answer answer = tell(wire, "POST", things, Json.object("metadata", metadata));
        if (answer.code() == 201) {
            add(answer.body());
        }
    }

    private List<Json> owners(Random random) {
        var owners = new ArrayList<Json>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Json.Obj owner = any(random);
            if (owner != null && owners.stream().noneMatch(other -> uid(other).equals(uid(meta(owner))))) {
                owners.add(Json.object(
                        "apiVersion", "histories.example.com/v1",
                        "kind", "Thing",
                        "name", meta(owner).string("name"),
                        "uid", uid(meta(owner)),
                        "blockOwnerDeletion", random.nextBoolean()));
            }
        }
        return owners;
    }

    private void delete(Wire wire, Random random) throws IOException, InterruptedException {
        Json.Obj thing = any(random);
        if (thing == null) {
            return;
        }
        String policy = POLICIES.get(random.nextInt(POLICIES.size()));
        String uid = uid(meta(thing));
        Json.Obj options = Json.object("preconditions", Json.object("uid", uid), "propagationPolicy", policy);
        // Noted before it is asked: it may come about before it is answered.
        deleted.computeIfAbsent(uid, _ -> ConcurrentHashMap.newKeySet()).add(policy);
        tell(wire, "DELETE", path(thing), options);
    }

    private void adopt(Wire wire, Random random) throws IOException, InterruptedException {
        Json.Obj thing = any(random);
        if (thing != null) {
            List<Json> owners = owners(random);
            rewrite(wire, thing, metadata -> metadata.with("ownerReferences", new Json.Arr(owners)));
        }
    }

    private void letGo(Wire wire, Json.@Nullable Obj thing) throws IOException, InterruptedException {
        if (thing != null) {
            rewrite(
                    wire,
                    thing,
                    metadata -> metadata.with(
                            "finalizers",
                            Json.of(metadata.strings("finalizers")
                                    .filter(name -> !name.equals(HOLD))
                                    .toList())));
        }
    }

    private void rewrite(Wire wire, Json.Obj thing, java.util.function.UnaryOperator<Json.Obj> change)
            throws IOException, InterruptedException {
        Wire.Answer now = wire.get(path(thing));
        if (now.code() == 200 && uid(meta(now.body())).equals(uid(meta(thing)))) {
            tell(wire, "PUT", path(thing), now.body().with("metadata", change.apply(meta(now.body()))));
        }
    }

    private Wire.Answer tell(Wire wire, String method, String path, Json.Obj body)
            throws IOException, InterruptedException {
        Wire.Answer answer = wire.send(method, path, "application/json", body.toString());
        deeds.add(method + " " + path.substring(things.length()) + " " + body.object("metadata")
                + body.string("propagationPolicy", "") + " -> " + answer.code() + " "
                + meta(answer.body()).string("resourceVersion", ""));
        if (answer.code() >= 500) {
            throw new AssertionError(deeds + " " + answer.body());
        }
        return answer;
    }

    /// Lets go of everything that is held, until nothing is.
    ///
    /// @return whether nothing was
    boolean isLetGo(Wire wire) throws IOException, InterruptedException {
        List<Json.Obj> held = wire.get(things)
                .body()
                .objects("items")
                .filter(thing -> meta(thing).strings("finalizers").anyMatch(HOLD::equals))
                .toList();
        for (Json.Obj thing : held) {
            letGo(wire, thing);
        }
        return held.isEmpty();
    }

    /// Whether nothing is left to be collected.
    boolean isAtRest(Wire wire) throws IOException, InterruptedException {
        List<Json.Obj> left =
                wire.get(things).body().objects("items").map(Families::meta).toList();
        Set<String> alive = left.stream().map(Families::uid).collect(Collectors.toSet());
        leaving = left.stream()
                .filter(thing -> thing.get("deletionTimestamp") != null)
                .map(thing -> thing.string("name") + " " + thing.get("uid") + " " + thing.get("finalizers") + " of "
                        + thing.get("ownerReferences"))
                .collect(Collectors.joining("\n"));
        return left.stream()
                .allMatch(thing -> thing.get("deletionTimestamp") == null
                        && (thing.array("ownerReferences").isEmpty()
                                || thing.array("ownerReferences").stream()
                                        .anyMatch(owner -> alive.contains(uid(owner)))));
    }

    /// What was being deleted when somebody looked last.
    String leaving() {
        return leaving;
    }

    /// @throws AssertionError if something went that did not have to, or an owner before or after its time
    void check(List<Feed.Event> events) {
        Map<String, Json.Obj> alive = new TreeMap<>();
        Map<String, Long> named = new HashMap<>();
        Map<String, Long> leaving = new HashMap<>();
        for (Feed.Event event : events) {
            Json.Obj now = meta(event.object());
            String uid = uid(now);
            Json.Obj before = alive.get(uid);
            boolean isBegun = event.isEnd() || now.get("deletionTimestamp") != null;
            if (before != null && isBegun && before.get("deletionTimestamp") == null) {
                leaving.put(uid, event.revision());
                if (!deleted.containsKey(uid) && !isGarbage(before, alive)) {
                    throw unexplained(
                            event, "nobody deleted it, and its owners live: " + before.get("ownerReferences"));
                }
            }
            if (event.isEnd()) {
                alive.remove(uid);
                checkLast(event, Objects.requireNonNull(before), alive, named, leaving.get(uid));
            } else {
                now.array("ownerReferences").forEach(owner -> {
                    boolean isNew =
                            before == null || !before.array("ownerReferences").contains(owner);
                    if (isNew) {
                        named.put(uid + " " + uid(owner), event.revision());
                    }
                });
                alive.put(uid, now);
            }
        }
    }

    /// Whether each owner is gone, or waits in the foreground.
    private static boolean isGarbage(Json.Obj thing, Map<String, Json.Obj> alive) {
        return !thing.array("ownerReferences").isEmpty()
                && thing.array("ownerReferences").stream().allMatch(reference -> {
                    Json.Obj owner = alive.get(uid(reference));
                    return owner == null
                            || (owner.get("deletionTimestamp") != null
                                    && owner.strings("finalizers").anyMatch(FOREGROUND::equals));
                });
    }

    /// Looks at those who still name an owner when it goes. Whoever named it when it was leaving
    /// already came too late.
    private void checkLast(
            Feed.Event end, Json.Obj last, Map<String, Json.Obj> alive, Map<String, Long> named, long leaving) {
        Set<String> policies = deleted.getOrDefault(uid(last), Set.of());
        for (Json.Obj dependent : alive.values()) {
            for (Json reference : dependent.array("ownerReferences")) {
                boolean isLate = named.getOrDefault(uid(dependent) + " " + uid(reference), 0L) >= leaving;
                if (!uid(reference).equals(uid(last)) || isLate) {
                    continue;
                }
                boolean isBlocking = ((Json.Obj) reference).bool("blockOwnerDeletion", false);
                if (policies.equals(Set.of("Orphan"))) {
                    throw unexplained(end, "it was to leave orphans, but is still named by " + dependent);
                }
                if (policies.equals(Set.of("Foreground")) && isBlocking && !isWaitingFor(last, dependent, alive)) {
                    throw unexplained(end, "it was to go after " + dependent);
                }
            }
        }
    }

    /// Whether a thing waits in the foreground for the last one, by whatever round: then that need not wait for it.
    private static boolean isWaitingFor(Json.Obj last, Json.Obj thing, Map<String, Json.Obj> alive) {
        Set<String> seen = new HashSet<>();
        Deque<Json.Obj> left = new ArrayDeque<>(List.of(thing));
        while (!left.isEmpty()) {
            Json.Obj next = left.pop();
            boolean isWaiting = next.get("deletionTimestamp") != null
                    && next.strings("finalizers").anyMatch(FOREGROUND::equals);
            if (isWaiting && blocks(last, next)) {
                return true;
            }
            if (isWaiting && seen.add(uid(next))) {
                alive.values().stream().filter(other -> blocks(other, next)).forEach(left::push);
            }
        }
        return false;
    }

    private static boolean blocks(Json.Obj dependent, Json.Obj owner) {
        return dependent
                .objects("ownerReferences")
                .anyMatch(
                        reference -> uid(reference).equals(uid(owner)) && reference.bool("blockOwnerDeletion", false));
    }

    private AssertionError unexplained(Feed.Event event, String why) {
        String about = deeds.stream()
                .filter(deed -> deed.contains("/" + event.name() + " ") || deed.contains("\"" + event.name() + "\""))
                .collect(Collectors.joining("\n"));
        return new AssertionError(event + ": " + why + "\n" + about);
    }

    private String path(Json.Obj thing) {
        return things + "/" + meta(thing).string("name", "");
    }

    private static Json.Obj meta(Json.Obj document) {
        return document.object("metadata");
    }

    private static String uid(Json object) {
        return object instanceof Json.Obj named ? named.string("uid", "") : "";
    }
}
