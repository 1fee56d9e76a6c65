package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.schema.Node.Rule;
import java.util.Comparator;
import java.util.List;

/// The rules that are made of other rules: `allOf`, `anyOf`, `oneOf`, `not`.
final class Junctors {
    private Junctors() {}

    /// The rule of one of the three junctors of several branches.
    static Rule rule(String junctor, List<Node> branches) {
        return switch (junctor) {
            case "allOf" -> allOf(branches);
            case "anyOf" -> anyOf(branches);
            case "oneOf" -> oneOf(branches);
            default -> throw new IllegalArgumentException(junctor);
        };
    }

    private static Rule allOf(List<Node> branches) {
        return (value, place, found) -> branches.forEach(branch -> branch.check(value, place, found));
    }

    private static Rule anyOf(List<Node> branches) {
        return (value, place, found) -> {
            List<Findings> results = results(branches, value, place);
            if (results.stream().noneMatch(Findings::isEmpty)) {
                found.invalid(place, value, "must validate at least one schema (anyOf)");
                nearest(results, found);
            }
        };
    }

    private static Rule oneOf(List<Node> branches) {
        return (value, place, found) -> {
            List<Findings> results = results(branches, value, place);
            long met = results.stream().filter(Findings::isEmpty).count();
            if (met == 0) {
                found.invalid(place, value, "must validate one and only one schema (oneOf). Found none valid");
                nearest(results, found);
            } else if (met > 1) {
                found.invalid(
                        place,
                        value,
                        "must validate one and only one schema (oneOf). Found " + met + " valid alternatives");
            }
        };
    }

    static Rule not(Node branch) {
        return (value, place, found) -> {
            if (results(List.of(branch), value, place).getFirst().isEmpty()) {
                found.invalid(place, value, "must not validate the schema (not)");
            }
        };
    }

    private static List<Findings> results(List<Node> branches, Json value, Place place) {
        return branches.stream()
                .map(branch -> {
                    var findings = new Findings();
                    branch.check(value, place, findings);
                    return findings;
                })
                .toList();
    }

    /// Tells what keeps the value from the branch that it breaks least, which is most likely the one that was meant.
    private static void nearest(List<Findings> results, Findings found) {
        results.stream().min(Comparator.comparingInt(Findings::size)).ifPresent(found::addAll);
    }
}
