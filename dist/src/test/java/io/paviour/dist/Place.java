package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.testing.Kubectl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where a check of conformance works: a namespace and a directory that no other check has.
///
/// @param kubectl in that namespace
/// @param wire the same platform without kubectl
record Place(Kubectl kubectl, String namespace, Path directory, Wire wire) {
    /// Runs a command that has to succeed.
    ///
    /// @return what it prints
    String run(String... arguments) throws IOException, InterruptedException {
        return kubectl.run(arguments).succeeded();
    }

    /// Runs a command that has to succeed and reads `input`.
    String given(String input, String... arguments) throws IOException, InterruptedException {
        return kubectl.given(input, arguments).succeeded();
    }

    /// Runs a command that has to fail with the exit code 1.
    ///
    /// @return its complaint
    String refused(String... arguments) throws IOException, InterruptedException {
        return refusedGiven("", arguments);
    }

    /// Runs a command that reads `input` and has to fail with the exit code 1.
    String refusedGiven(String input, String... arguments) throws IOException, InterruptedException {
        Kubectl.Result result = kubectl.given(input, arguments);
        assertThat(result.code()).as(result.out()).isEqualTo(1);
        return result.err();
    }

    /// Creates gadgets, each a manifest's `name` and `spec`, such as `cog {size: 2}`.
    void gadgets(String... written) throws IOException, InterruptedException {
        given(Stream.of(written).map(Place::gadget).collect(Collectors.joining("---\n")), "create", "-f", "-");
    }

    /// The manifest of a gadget, written as `cog {size: 2}`.
    static String gadget(String written) {
        int space = written.indexOf(' ');
        return """
                apiVersion: conformance.example.com/v1
                kind: Gadget
                metadata: {name: %s}
                spec: %s
                """.formatted(written.substring(0, space), written.substring(space + 1));
    }

    /// The manifest of a gadget with labels.
    static String labelled(String written, String labels) {
        return gadget(written).replaceFirst("metadata: \\{", "metadata: {labels: {" + labels + "}, ");
    }

    /// A field of a gadget, by a path such as `.spec.size`; empty if it has none.
    String field(String name, String path) throws IOException, InterruptedException {
        return run("get", "gadget", name, "-o", "jsonpath={" + path + "}");
    }

    /// What `get --raw` answers, which is one object.
    Json.Obj raw(String path) throws IOException, InterruptedException {
        return JsonText.parseObject(run("get", "--raw", path).getBytes(StandardCharsets.UTF_8));
    }

    /// What `get --raw` answers, which is one object a line, with blank ones as signs of life.
    List<Json.Obj> lines(String path) throws IOException, InterruptedException {
        return run("get", "--raw", path)
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> JsonText.parseObject(line.strip().getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    /// The path of the gadgets of this place, and what follows it.
    String path(String rest) {
        return "/apis/conformance.example.com/v1/namespaces/" + namespace + "/gadgets" + rest;
    }

    /// The revision of the newest list of gadgets.
    String revision() throws IOException, InterruptedException {
        return raw(path("")).object("metadata").string("resourceVersion", "");
    }

    /// A file in the directory.
    ///
    /// @return its path
    String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }
}
