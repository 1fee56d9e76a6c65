package io.paviour.dist;

import io.paviour.resource.Json;
import io.paviour.testing.Kubectl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What a GitOps agent does in its plainest form: a directory changes, `kubectl apply -k` brings the platform to it,
/// and what is no longer in the directory is pruned.
///
/// @param kubectl bound to a namespace of its own
/// @param wire to read what came of it
/// @param namespace that one
/// @param directory with the kustomization, this loop's own
/// @param flags of `apply`, such as `--server-side` or [#PRUNE]
record GitLoop(Kubectl kubectl, Wire wire, String namespace, Path directory, List<String> flags) {
    private static final int GADGETS = 6;
    private static final int SIZE_MAX = 10;

    /// `apply` deletes what is no longer in the directory. It cannot do so by label after server-side applies.
    static final List<String> PRUNE =
            List.of("--prune", "-l", "tracked=by-git", "--prune-allowlist=conformance.example.com/v1/Gadget");

    /// Copies the flags.
    GitLoop {
        flags = List.copyOf(flags);
    }

    private boolean prunes() {
        return flags.containsAll(PRUNE);
    }

    /// Makes a commit of random content, applies it until that succeeds, and looks at the result; applies it once
    /// more to see that nothing is changed.
    ///
    /// @param mayFail whether a command that began at this time of [System#nanoTime] may have failed, because a
    ///     server was away; it is asked after the failure
    /// @throws AssertionError if the platform is not as the commit says
    void turn(Random random, Predicate<Long> mayFail) throws IOException, InterruptedException {
        Map<String, Integer> wanted = new TreeMap<>();
        for (int i = 0; i < GADGETS; i++) {
            // Never none: kustomize calls a directory without resources a mistake.
            if (i == 0 || !prunes() || random.nextInt(GADGETS) > 0) {
                wanted.put("tracked-" + i, random.nextInt(SIZE_MAX + 1));
            }
        }
        commit(wanted);
        apply(mayFail);
        equal("after apply -k", wanted, live(mayFail));
        List<String> changed = apply(mayFail)
                .lines()
                .filter(line -> !line.endsWith(" unchanged") && !line.endsWith(" serverside-applied"))
                .toList();
        equal("lines of a second apply -k that tell of a change", List.of(), changed);
        equal("after the second apply -k", wanted, live(mayFail));
    }

    private void commit(Map<String, Integer> wanted) throws IOException {
        var files = new ArrayList<String>();
        for (Map.Entry<String, Integer> gadget : wanted.entrySet()) {
            Files.writeString(
                    directory.resolve(gadget.getKey() + ".yaml"), """
                    apiVersion: conformance.example.com/v1
                    kind: Gadget
                    metadata: {name: %s, labels: {tracked: by-git}}
                    spec: {size: %d}
                    """.formatted(gadget.getKey(), gadget.getValue()));
            files.add(gadget.getKey() + ".yaml");
        }
        Files.writeString(directory.resolve("kustomization.yaml"), "resources: " + files + "\n");
    }

    private String apply(Predicate<Long> mayFail) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("apply", "-k", directory.toString()));
        command.addAll(flags);
        while (true) {
            long began = System.nanoTime();
            Kubectl.Result result = kubectl.run(command.toArray(String[]::new));
            if (result.code() == 0) {
                return result.out();
            }
            if (!mayFail.test(began)) {
                throw new AssertionError("kubectl " + String.join(" ", command) + " failed: " + result.err());
            }
        }
    }

    private Map<String, Integer> live(Predicate<Long> mayFail) throws IOException, InterruptedException {
        while (true) {
            long began = System.nanoTime();
            try {
                Wire.Answer answer = wire.get("/apis/conformance.example.com/v1/namespaces/" + namespace
                        + "/gadgets?labelSelector=tracked%3Dby-git");
                return answer.body()
                        .objects("items")
                        .collect(Collectors.toMap(
                                found -> found.object("metadata").string("name", ""),
                                found -> size(found.object("spec")),
                                Integer::sum,
                                TreeMap::new));
            } catch (IOException away) {
                if (!mayFail.test(began)) {
                    throw away;
                }
            }
        }
    }

    private static int size(Json.Obj spec) {
        return (int) spec.integer("size", 0);
    }

    private void equal(String when, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            throw new AssertionError(namespace + " " + when + ": wanted " + wanted + ", found " + found);
        }
    }
}
