package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.testing.Kubectl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The commands that differ most between versions of kubectl, with every version on this machine: those before 1.29
/// read
/// OpenAPI as version 2 in protobuf, those from 1.32 on send protobuf.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
@Order(3)
class ConformanceVersionsTest {
    static List<Path> programs() throws IOException {
        return Kubectl.versions();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void everyVersionWorks(Path program, Place shared) throws Exception {
        Place place = in(shared, program);
        place.run("create", "namespace", place.namespace());
        assertThat(place.run("explain", "gadget.spec.parts.count")).contains("How many of it.");
        assertThat(place.run("explain", "gadget", "--recursive")).contains("parts\t<[]Object>");

        String two = place.file("two.yaml", Place.gadget("cog {size: 2}"));
        String three = place.file("three.yaml", Place.gadget("cog {size: 3}"));
        assertThat(place.run("apply", "-f", two)).isEqualTo("gadget.conformance.example.com/cog created\n");
        assertThat(place.run("apply", "-f", two)).isEqualTo("gadget.conformance.example.com/cog unchanged\n");
        Kubectl.Result differs = place.kubectl().run("diff", "-f", three);
        assertThat(differs.code()).as(differs.err()).isEqualTo(1);
        assertThat(differs.out()).contains("\n+  size: 3\n");
        assertThat(place.run("apply", "--dry-run=server", "-f", three)).contains("configured (server dry run)");
        assertThat(place.run("apply", "-f", three)).isEqualTo("gadget.conformance.example.com/cog configured\n");
        assertThat(place.run("apply", "--server-side", "-f", two))
                .isEqualTo("gadget.conformance.example.com/cog serverside-applied\n");
        assertThat(place.run("get", "gadgets")).matches("NAME +COLOUR +SIZE +READY +AGE\ncog +red +2 +[0-9]+s\n");
        String wrong = place.file("wrong.yaml", Place.gadget("cog {sise: 2}"));
        assertThat(place.refused("apply", "-f", wrong)).contains("unknown field \"spec.sise\"");

        assertThat(place.run("scale", "gadget", "cog", "--replicas=2")).contains("scaled");
        assertThat(place.run("wait", "gadget/cog", "--for=jsonpath={.spec.replicas}=2", "--timeout=300s"))
                .contains("condition met");
        assertThat(place.run("describe", "gadget", "cog")).contains("Events:");
        assertThat(place.run("events", "--for", "gadget/cog")).isEmpty();
        assertThat(place.run("auth", "can-i", "create", "gadgets")).isEqualTo("yes\n");
        assertThat(place.run("auth", "whoami")).contains("admin");
        assertThat(place.run("delete", "gadget", "cog", "--timeout=300s")).contains("deleted");
        // From 1.32 on these are sent as protobuf and in no other form.
        place.run("create", "quota", "few", "--hard=count/gadgets.conformance.example.com=1");
        place.run("create", "serviceaccount", "robot");
        place.run("create", "role", "looker", "--verb=get,list", "--resource=gadgets.conformance.example.com");
        place.run(
                "create",
                "rolebinding",
                "robot-looks",
                "--role=looker",
                "--serviceaccount=" + place.namespace() + ":robot");
        Place robot = place.as(place.run("create", "token", "robot").strip());
        assertThat(robot.run("get", "gadgets", "-o", "name")).isEmpty();
        assertThat(robot.refused("delete", "gadget", "cog")).contains("(Forbidden)");
        place.run("delete", "namespace", place.namespace(), "--timeout=300s");
    }

    private static Place in(Place shared, Path program) throws IOException {
        Path home = Files.createDirectories(shared.directory().resolve("home"));
        String namespace = shared.namespace() + "-of-its-own";
        Kubectl own = shared.kubectl();
        var kubectl =
                new Kubectl(program, own.kubeconfig(), home, List.of("--namespace=" + namespace), own.variables());
        return new Place(kubectl, namespace, shared.directory(), shared.wire(), shared.data());
    }
}
