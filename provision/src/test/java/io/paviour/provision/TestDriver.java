package io.paviour.provision;

import io.paviour.plugin.Action;
import io.paviour.plugin.Driver;
import io.paviour.plugin.Drivers;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.util.List;
import java.util.Set;

/// A driver whose world is a number, and which makes it 1.
record TestDriver(String kind, String type, boolean onOneNode, boolean mayMove, int world) implements Driver<Integer> {
    static TestDriver of(String kind, String type, int world) {
        return new TestDriver(kind, type, false, false, world);
    }

    /// A house with these drivers and no others.
    static Drivers house(TestDriver... drivers) {
        return new Drivers() {
            @Override
            public Driver<?> find(String kind, String type) {
                return List.of(drivers).stream()
                        .filter(driver -> driver.kind.equals(kind) && driver.type.equals(type))
                        .findFirst()
                        .orElse(null);
            }

            @Override
            public List<String> types(String kind) {
                return List.of(drivers).stream()
                        .filter(driver -> driver.kind.equals(kind))
                        .map(TestDriver::type)
                        .sorted()
                        .toList();
            }
        };
    }

    @Override
    public String name() {
        return "test-" + type;
    }

    @Override
    public Set<String> types() {
        return Set.of(type);
    }

    @Override
    public Set<Ref> references(Resource claim) {
        return Set.of(TestWorld.ref("Secret", "keys"));
    }

    @Override
    public Integer observe(Resource claim, Reader reader) {
        return world;
    }

    @Override
    public Plan plan(Resource claim, Integer seen) {
        int wanted = claim.isDeleting() ? 0 : 1;
        if (seen == wanted) {
            return Plan.of(new Outcome.Settled("it is " + seen));
        }
        return Plan.of(
                List.of(new Action.Do("make it " + wanted, Action.Effect.CREATE, () -> {})),
                new Outcome.Settled("it becomes " + wanted));
    }
}
