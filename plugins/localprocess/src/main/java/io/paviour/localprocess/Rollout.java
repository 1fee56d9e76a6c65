package io.paviour.localprocess;

import io.paviour.plugin.Action;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides what is to be done for one workload: a pure function of the claim and of what was seen.
///
/// Replicas of another release, command or secret version are replaced one at a time, so that all but one of those
/// that are ready stay so.
final class Rollout {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final Duration LOOK_FOR_FILE = Duration.ofSeconds(10);

    private final Resource claim;
    private final Seen seen;
    private final Hands hands;
    private final String node;
    private final Plan.Told tenant;

    /// What the actions of a plan call.
    interface Hands {
        void unpack(Artifact.Packed packed) throws IOException;

        void start(Launch launch) throws IOException, InterruptedException;

        void stop(Ref workload, Collection<Integer> indexes) throws IOException, InterruptedException;

        void removeFiles(Ref workload) throws IOException;
    }

    private Rollout(Resource claim, Seen seen, Hands hands, String node, Plan.Told tenant) {
        this.claim = claim;
        this.seen = seen;
        this.hands = hands;
        this.node = node;
        this.tenant = tenant;
    }

    static Plan plan(Resource claim, Seen seen, Hands hands, String node, Plan.Told tenant) {
        return new Rollout(claim, seen, hands, node, tenant).plan();
    }

    private Plan plan() {
        if (claim.isDeleting()) {
            return leave();
        }
        if (!seen.workload().faults().isEmpty()) {
            String faults = String.join("; ", seen.workload().faults());
            return told(List.of(), new Outcome.Stuck("InvalidSpec", faults));
        }
        List<String> absent = seen.secrets().stream()
                .filter(use -> use.version() == 0 && !use.optional())
                .map(use -> use.secret().name())
                .toList();
        return switch (seen.artifact()) {
            case Artifact.None() ->
                told(
                        stop(seen.replicas().keySet()),
                        new Outcome.Working("AwaitingRelease", "waits for a first release", LOOK_AGAIN));
            case Artifact.Refused(String message) -> told(List.of(), new Outcome.Stuck("ArtifactRefused", message));
            case Artifact.Missing(String message) ->
                told(surplus(), new Outcome.Working("AwaitingArtifact", message, LOOK_FOR_FILE));
            case Artifact.Packed packed -> told(List.of(unpack(packed)), working("Unpacking", "unpacks its release"));
            case Artifact.Here _
            when !absent.isEmpty() ->
                told(surplus(), working("AwaitingSecrets", "waits for Secret " + String.join(", ", absent)));
            case Artifact.Here(Path directory) -> deploy(directory);
        };
    }

    private Plan leave() {
        var actions = new ArrayList<>(stop(seen.replicas().keySet()));
        if (seen.hasFiles()) {
            actions.add(new Action.Do(
                    "remove its logs and files on node " + node,
                    Action.Effect.DELETE,
                    () -> hands.removeFiles(claim.ref())));
        }
        return Plan.of(actions, new Outcome.Settled("Stopped", "no replica runs"));
    }

    private static Outcome working(String reason, String message) {
        return new Outcome.Working(reason, message, LOOK_AGAIN);
    }

    private Action unpack(Artifact.Packed packed) {
        return new Action.Do(
                "unpack " + packed.archive().getFileName(), Action.Effect.CREATE, () -> hands.unpack(packed));
    }

    private List<Action> surplus() {
        return stop(seen.replicas().tailMap(seen.workload().replicas()).keySet());
    }

    private List<Action> stop(Collection<Integer> indexes) {
        if (indexes.isEmpty()) {
            return List.of();
        }
        List<Integer> those = List.copyOf(indexes);
        return List.of(new Action.Do(
                "stop " + (those.size() == 1 ? "replica " : "replicas ") + join(those),
                Action.Effect.DELETE,
                () -> hands.stop(claim.ref(), those)));
    }

    private static String join(Collection<Integer> indexes) {
        return String.join(", ", indexes.stream().map(Object::toString).toList());
    }

    private Plan deploy(Path directory) {
        SortedMap<Integer, Launch> wanted = wanted(directory);
        var actions = new ArrayList<>(surplus());
        if (!portsAreNoted()) {
            actions.add(new Action.Note("note the ports of replicas", Json.object("instances", instances())));
        }
        var waiting = new ArrayList<Integer>();
        long ready = readyReplicas();
        for (Launch launch : wanted.values()) {
            Replica.View there = seen.replicas().get(launch.index());
            if (there == null) {
                actions.add(start(launch, "start replica ", Action.Effect.CREATE));
                continue;
            }
            if (there.launch().equals(launch)) {
                continue;
            }
            if (there.ready() && ready < wanted.size()) {
                waiting.add(launch.index());
                continue;
            }
            ready -= there.ready() ? 1 : 0;
            actions.add(start(launch, "replace replica ", Action.Effect.CHANGE));
        }
        return told(actions, outcome(waiting));
    }

    private SortedMap<Integer, Launch> wanted(Path directory) {
        var wanted = new TreeMap<Integer, Launch>();
        Workload workload = seen.workload();
        seen.ports()
                .forEach((index, port) -> wanted.put(
                        index,
                        new Launch(
                                claim.ref(),
                                index,
                                port,
                                directory,
                                workload.command(),
                                workload.environment(),
                                seen.secrets(),
                                workload.limits(),
                                workload.health())));
        return wanted;
    }

    private Action start(Launch launch, String what, Action.Effect effect) {
        return new Action.Do(what + launch.index() + " on port " + launch.port(), effect, () -> hands.start(launch));
    }

    private boolean portsAreNoted() {
        return seen.ports().equals(notedPorts(claim, node));
    }

    /// The ports in the status, by index.
    static SortedMap<Integer, Integer> notedPorts(Resource claim, String node) {
        var ports = new TreeMap<Integer, Integer>();
        claim.status()
                .objects("instances")
                .filter(instance -> instance.string("node", "").equals(node) && instance.integer("port", 0) > 0)
                .forEach(instance -> ports.put((int) instance.integer("index", 0), (int) instance.integer("port", 0)));
        return ports;
    }

    private Outcome outcome(List<Integer> waiting) {
        int replicas = seen.workload().replicas();
        for (int index = 0; index < replicas; index++) {
            Replica.View there = seen.replicas().get(index);
            if (there == null || !there.ready()) {
                return waitsFor(index, there);
            }
        }
        if (!waiting.isEmpty()) {
            return working("RollingOut", "replaces its replicas one at a time");
        }
        return new Outcome.Settled(
                replicas == 0 ? "is scaled to no replicas" : replicas + " of " + replicas + " replicas are ready");
    }

    private Outcome waitsFor(int index, Replica.@Nullable View there) {
        if (there == null) {
            return working("Starting", "waits for replica " + index + " to be started");
        }
        if (!there.message().isEmpty()) {
            return working(there.phase().text(), "waits for replica " + index + ": " + there.message());
        }
        Health health = there.launch().health();
        String question = health == null
                ? "be up"
                : "answer " + health.question(there.launch().port());
        return working("Starting", "waits for replica " + index + " to " + question);
    }

    private long readyReplicas() {
        return seen.replicas().values().stream()
                .filter(there -> there.ready()
                        && there.launch().index() < seen.workload().replicas())
                .count();
    }

    private Plan told(List<Action> actions, Outcome outcome) {
        Json.Obj status = Json.object(
                "replicas", seen.replicas().size(),
                "readyReplicas", readyReplicas(),
                "instances", instances());
        return new Plan(actions, outcome, List.of(tenant, limits()), status);
    }

    private Json instances() {
        var instances = new ArrayList<Json>();
        seen.ports().forEach((index, port) -> {
            Replica.View there = seen.replicas().get(index);
            instances.add(Json.object(
                    "index",
                    index,
                    "phase",
                    (there == null ? Replica.Phase.PENDING : there.phase()).text(),
                    "ready",
                    there != null && there.ready(),
                    "address",
                    "127.0.0.1",
                    "port",
                    port,
                    "restarts",
                    there == null ? 0 : there.restarts(),
                    "message",
                    there == null ? "" : there.message(),
                    "node",
                    node));
        });
        return new Json.Arr(instances);
    }

    private Plan.Told limits() {
        return seen.replicas().values().stream()
                .map(Replica.View::unlimited)
                .filter(Objects::nonNull)
                .findFirst()
                .map(reason -> new Plan.Told("LimitsNotEnforced", true, "NotPossibleHere", reason))
                .orElse(new Plan.Told("LimitsNotEnforced", false, "Enforced", "nothing is known to pass its limits"));
    }
}
