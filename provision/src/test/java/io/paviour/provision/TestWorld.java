package io.paviour.provision;

import io.paviour.plugin.Action;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Resources in memory, written by actions as the house would: the owner is added, defaults are filled in, fields come
/// back in another order, and a database is held by a finalizer.
final class TestWorld implements Reader {
    static final String GROUP = "platform.example.com";

    private final Map<Ref, Resource> resources = new TreeMap<>();

    static Resource resource(String yaml) {
        return new Resource((Json.Obj) YamlText.parseAll(yaml).getFirst());
    }

    /// An environment `shop` in `platform`, stored, with the given spec.
    static Resource shop(String spec) {
        Json.Obj fields = (Json.Obj) YamlText.parseAll(spec).getFirst();
        return new Resource(Json.object(
                "apiVersion",
                GROUP + "/v1",
                "kind",
                "Environment",
                "metadata",
                Json.object("name", "shop", "namespace", "platform", "uid", "u1", "generation", 1),
                "spec",
                fields.with("owner", "team-alpha")));
    }

    static Resource deleting(Resource resource) {
        return resource.withMetadata(resource.metadata().with("deletionTimestamp", "2026-11-22T12:00:00Z"));
    }

    static Ref ref(String kind, String name) {
        return new Ref(new KindName(GROUP, kind), "platform", name);
    }

    @Override
    public Resource find(Ref ref) {
        return resources.get(ref);
    }

    @Override
    public List<Resource> list(KindName kind, String namespace) {
        return resources.values().stream()
                .filter(resource -> resource.kind().equals(kind))
                .filter(resource -> namespace.isEmpty() || resource.namespace().equals(namespace))
                .toList();
    }

    @Override
    public List<Resource> ownedBy(Resource owner) {
        return resources.values().stream()
                .filter(resource -> owner.ref().equals(resource.controller()))
                .toList();
    }

    void put(Resource resource) {
        resources.put(resource.ref(), resource);
    }

    void remove(Ref ref) {
        resources.remove(ref);
    }

    /// All that is there, as `Kind name` and ` (deleting)`.
    List<String> names() {
        return resources.values().stream()
                .map(resource ->
                        resource.kind().kind() + " " + resource.name() + (resource.isDeleting() ? " (deleting)" : ""))
                .toList();
    }

    /// Specs and labels of all that is there.
    Map<Ref, Json> contents() {
        var contents = new TreeMap<Ref, Json>();
        resources.forEach((ref, resource) ->
                contents.put(ref, Json.object("spec", resource.spec(), "labels", resource.labels())));
        return contents;
    }

    void doAction(Action action, Resource owner) {
        switch (action) {
            case Action.Apply(Resource wanted, Action.Effect _) -> put(stored(wanted, owner));
            case Action.Delete(Ref ref) -> {
                Resource child = resources.get(ref);
                if (child != null && child.kind().kind().equals("Database")) {
                    put(deleting(child));
                } else {
                    remove(ref);
                }
            }
            case Action.Note _, Action.Do _ -> throw new AssertionError("an environment has no such action: " + action);
        }
    }

    private Resource stored(Resource wanted, Resource owner) {
        Resource before = resources.get(wanted.ref());
        Json.Obj metadata = wanted.metadata()
                .with("uid", "u-" + wanted.ref())
                .with("generation", before == null ? 1 : before.generation() + 1)
                .with("ownerReferences", Json.array(owner.ownerReference()));
        Resource stored = wanted.with("spec", defaulted(wanted.spec())).withMetadata(metadata);
        return before == null ? stored : stored.withStatus(before.status());
    }

    private static Json defaulted(Json json) {
        return switch (json) {
            case Json.Obj(var fields) -> {
                var names = new ArrayList<>(fields.keySet());
                Collections.reverse(names);
                Json.Obj copy = Json.object("filledIn", true);
                for (String name : names) {
                    copy = copy.with(name, defaulted(fields.get(name)));
                }
                yield copy;
            }
            case Json.Arr(var items) ->
                new Json.Arr(items.stream().map(TestWorld::defaulted).toList());
            default -> json;
        };
    }

    /// Writes a `Ready` condition into the status of a child, for the generation it has now.
    void tell(String kind, String name, boolean ready, String reason, String message) {
        Resource child = resources.get(ref(kind, name));
        Json.Obj condition = Json.object(
                "type",
                "Ready",
                "status",
                ready ? "True" : "False",
                "reason",
                reason,
                "message",
                message,
                "observedGeneration",
                child.generation());
        put(child.withStatus(child.status().with("conditions", Json.array(condition))));
    }

    /// Makes every child ready.
    void tellAllReady() {
        for (Resource child : List.copyOf(resources.values())) {
            if (!child.kind().kind().equals("Environment")) {
                tell(child.kind().kind(), child.name(), true, "Ready", "ready");
            }
        }
    }

    /// Observes, plans and acts until there is nothing left to do; at most 10 rounds.
    Plan settle(EnvironmentReconciler reconciler, Resource environment) {
        for (int round = 0; round < 10; round++) {
            Plan plan = reconciler.plan(environment, reconciler.observe(environment, this));
            if (plan.actions().isEmpty()) {
                return plan;
            }
            plan.actions().forEach(action -> doAction(action, environment));
        }
        throw new AssertionError("the plan never comes to an end");
    }
}
