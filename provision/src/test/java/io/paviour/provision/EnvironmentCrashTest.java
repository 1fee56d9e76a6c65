package io.paviour.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.plugin.Action;
import io.paviour.plugin.Plan;
import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever part of a plan was carried out before a crash, planning again leads to the same world.
class EnvironmentCrashTest {
    private static final List<String> SPECS = List.of("services: []", "services: [{name: api}]", """
            services: [{name: api, replicas: 2}, {name: worker}]
            databases: [{name: app-db, type: postgres}]
            secrets: [{name: api-keys}]
            networking: {ingress: {enabled: true, hostname: shop.localhost}}
            """, """
            services: [{name: worker, environment: {MODE: fast}}, {name: web}]
            databases: [{name: app-db, type: postgres, size: large}, {name: cache, type: redis}]
            networking: {ingress: {enabled: true, hostname: shop.localhost, service: web}}
            """);

    private record Step(String from, String to) {}

    static List<Step> steps() {
        return SPECS.stream()
                .flatMap(from -> SPECS.stream().map(to -> new Step(from, to)))
                .toList();
    }

    private final EnvironmentReconciler reconciler = new EnvironmentReconciler();

    @ParameterizedTest
    @MethodSource("steps")
    void anySubsetOfAPlanLeadsToTheSameWorld(Step step) {
        Resource before = TestWorld.shop(step.from);
        Resource after = TestWorld.shop(step.to);
        TestWorld whole = started(before);
        List<Action> actions = plan(after, whole).actions();
        whole.settle(reconciler, after);
        Map<Ref, Json> expected = whole.contents();

        for (int subset = 0; subset < 1 << actions.size(); subset++) {
            TestWorld world = started(before);
            for (int i = 0; i < actions.size(); i++) {
                if ((subset >> i & 1) == 1) {
                    world.doAction(actions.get(i), after);
                }
            }

            world.settle(reconciler, after);

            assertThat(world.contents()).isEqualTo(expected);
            assertThat(world.names()).isEqualTo(whole.names());
        }
    }

    private TestWorld started(Resource environment) {
        var world = new TestWorld();
        world.settle(reconciler, environment);
        return world;
    }

    private Plan plan(Resource environment, TestWorld world) {
        return reconciler.plan(environment, reconciler.observe(environment, world));
    }
}
