package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What kubectl does with OpenAPI documents, in every version of it on this machine: those before 1.29 read version 2
/// as protobuf, the newer ones version 3.
@EnabledIf("isThere")
class KubectlVersionsTest {
    @RegisterExtension
    static final Served served = new Served();

    private static int number;

    @TempDir
    Path home;

    static boolean isThere() {
        return Kubectl.onPath().isPresent();
    }

    static List<Path> programs() throws IOException {
        return Kubectl.all();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void explainsValidatesAppliesAndTellsDifferences(Path program) throws Exception {
        var kubectl =
                new Kubectl(program, home, served.server().directory.resolve("kubeconfig"), "versions-" + number++);
        Path manifest = write("dev.yaml", "spec: {type: staging, services: [{name: api, replicas: 2}]}");
        Path changed = write("changed.yaml", "spec: {type: staging, services: [{name: api, replicas: 3}]}");
        Path wrong = write("wrong.yaml", "spec: {type: staging, servces: []}");

        assertThat(kubectl.run("create", "namespace", kubectl.namespace()).code())
                .isZero();
        assertThat(kubectl.run("explain", "env.spec.services.replicas").output())
                .contains("How many run at once.")
                .contains("integer");
        assertThat(kubectl.run("explain", "environment.metadata.labels", "--recursive")
                        .output())
                .contains("map[string]string")
                .contains("Words to select resources by.");
        assertThat(kubectl.run("explain", "env", "--recursive").output())
                .contains("ownerReferences")
                .contains("replicas");
        assertThat(kubectl.run("create", "--validate=strict", "-f", manifest.toString()))
                .isEqualTo(new Kubectl.Result(0, "environment.platform.example.com/dev created\n"));
        assertThat(kubectl.run("diff", "-f", changed.toString()))
                .satisfies(result -> assertThat(result.code()).isEqualTo(1))
                .satisfies(result -> assertThat(result.output()).containsPattern("\\+ +replicas: 3"));
        assertThat(kubectl.run("apply", "--validate=strict", "--dry-run=server", "-f", changed.toString())
                        .output())
                .contains("environment.platform.example.com/dev configured (server dry run)");
        assertThat(kubectl.run("apply", "--validate=strict", "-f", changed.toString())
                        .output())
                .contains("environment.platform.example.com/dev configured");
        assertThat(kubectl.run("apply", "--validate=strict", "-f", changed.toString()))
                .isEqualTo(new Kubectl.Result(0, "environment.platform.example.com/dev unchanged\n"));
        assertThat(kubectl.run("apply", "--validate=strict", "-f", wrong.toString()))
                .satisfies(result -> assertThat(result.code()).isEqualTo(1))
                .satisfies(result -> assertThat(result.output()).contains("unknown field \"spec.servces\""));
    }

    private Path write(String name, String spec) throws IOException {
        return Files.writeString(
                home.resolve(name),
                "apiVersion: platform.example.com/v1\nkind: Environment\nmetadata: {name: dev}\n" + spec + "\n");
    }
}
