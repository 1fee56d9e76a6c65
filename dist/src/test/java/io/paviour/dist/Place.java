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
import java.util.TreeMap;
import java.util.stream.Stream;

/// Where a check of conformance works: a namespace and a directory that no other check has.
///
/// @param kubectl in that namespace
/// @param wire the same platform without kubectl
/// @param data the platform's data directory
record Place(Kubectl kubectl, String namespace, Path directory, Wire wire, Path data) {
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
        create(Stream.of(written).map(Place::gadget).toArray(String[]::new));
    }

    /// Creates gadgets from manifests as `kubectl create` does, but without it: what a check begins with need not
    /// cost a process.
    void create(String... manifests) throws IOException, InterruptedException {
        for (String manifest : manifests) {
            String path = path("?fieldManager=kubectl-create&fieldValidation=Strict");
            wire.send("POST", path, "application/yaml", manifest).succeeded();
        }
    }

    /// Changes a gadget by a merge patch, without kubectl.
    ///
    /// @param name the gadget's, with a subresource if it is to be changed there, such as `cog/status`
    void merge(String name, String patch) throws IOException, InterruptedException {
        String path = path("/" + name + "?fieldManager=kubectl-patch");
        wire.send("PATCH", path, "application/merge-patch+json", patch).succeeded();
    }

    /// Sets a label of a gadget, without kubectl.
    void label(String name, String label, String value) throws IOException, InterruptedException {
        merge(
                name,
                Json.object("metadata", Json.object("labels", Json.object(label, value)))
                        .toString());
    }

    /// Lets go of a gadget: takes its finalizers away, without kubectl.
    void letGo(String name) throws IOException, InterruptedException {
        merge(name, "{\"metadata\":{\"finalizers\":null}}");
    }

    /// Deletes a gadget, without kubectl.
    void delete(String name) throws IOException, InterruptedException {
        wire.send("DELETE", path("/" + name), "application/json", "").succeeded();
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

    /// A field of a gadget as kubectl prints it, by a path such as `.spec.size`; empty if it has none. Read without
    /// kubectl.
    String field(String name, String path) throws IOException, InterruptedException {
        Json value = raw(path("/" + name)).at(path.substring(1).split("\\."));
        return value == null
                ? ""
                : value instanceof Json.Str text ? text.value() : sorted(value).toString();
    }

    private static Json sorted(Json value) {
        return switch (value) {
            case Json.Obj object -> {
                var fields = new TreeMap<String, Json>();
                object.fields().forEach((name, field) -> fields.put(name, sorted(field)));
                yield new Json.Obj(fields);
            }
            case Json.Arr array ->
                new Json.Arr(array.items().stream().map(Place::sorted).toList());
            default -> value;
        };
    }

    /// The names of all gadgets of this place, in their order, without kubectl.
    List<String> names() throws IOException, InterruptedException {
        return raw(path(""))
                .objects("items")
                .map(item -> item.object("metadata").string("name", ""))
                .toList();
    }

    /// What is at a path, which is one object, without kubectl.
    Json.Obj raw(String path) throws IOException, InterruptedException {
        return wire.get(path).succeeded();
    }

    /// What is at a path, which is one object a line, with blank ones as signs of life; without kubectl.
    List<Json.Obj> lines(String path) throws IOException, InterruptedException {
        return wire.text(path)
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

    /// The same as somebody else.
    ///
    /// @param token who that is
    Place as(String token) {
        return new Place(kubectl.with("--token=" + token), namespace, directory, wire, data);
    }

    /// A file in the directory.
    ///
    /// @return its path
    String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }
}
