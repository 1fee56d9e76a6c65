package io.paviour.proxy;

import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which hostname leads to which instances: immutable, made anew from the resources at each change.
///
/// @param entries by hostname
record RoutingTable(Map<String, Entry> entries) {
    static final RoutingTable EMPTY = new RoutingTable(Map.of());

    RoutingTable {
        entries = Map.copyOf(entries);
    }

    /// Where one hostname leads.
    ///
    /// @param route whose hostname it is
    /// @param others routes that claim it too, but are younger
    record Entry(Ref route, Set<Ref> others, Ref workload, List<Instance> ready) {
        Entry {
            others = Set.copyOf(others);
            ready = List.copyOf(ready);
        }
    }

    /// Makes the table. A hostname belongs to the oldest route that claims it, by creation, then by name.
    ///
    /// @param ready the ready instances of a workload
    static RoutingTable of(Collection<Claim> claims, Function<Ref, List<Instance>> ready) {
        var oldestFirst = new HashMap<String, TreeSet<Claim>>();
        for (Claim claim : claims) {
            if (Platform.isReserved(claim.hostname())) {
                continue;
            }
            oldestFirst.computeIfAbsent(claim.hostname(), _ -> new TreeSet<>()).add(claim);
        }
        var entries = new HashMap<String, Entry>();
        oldestFirst.forEach((hostname, all) -> {
            Claim first = all.getFirst();
            Set<Ref> others = all.stream().skip(1).map(Claim::route).collect(Collectors.toSet());
            entries.put(hostname, new Entry(first.route(), others, first.workload(), ready.apply(first.workload())));
        });
        return new RoutingTable(entries);
    }

    /// The entry of a hostname, or null.
    @Nullable
    Entry find(String hostname) {
        return entries.get(hostname);
    }

    /// All routes that claim a hostname.
    Set<Ref> routes() {
        return claimants(entries.values().stream());
    }

    /// Every instance that some hostname leads to.
    Set<Instance> instances() {
        return entries.values().stream()
                .flatMap(entry -> entry.ready().stream())
                .collect(Collectors.toSet());
    }

    /// The routes for which this table says something else than an earlier one.
    Set<Ref> changedSince(RoutingTable earlier) {
        Stream<Entry> differing = Stream.concat(
                entries.entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(earlier.find(entry.getKey())))
                        .map(Map.Entry::getValue),
                earlier.entries.entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(find(entry.getKey())))
                        .map(Map.Entry::getValue));
        return claimants(differing);
    }

    private static Set<Ref> claimants(Stream<Entry> entries) {
        return entries.flatMap(entry -> Stream.concat(Stream.of(entry.route()), entry.others().stream()))
                .collect(Collectors.toSet());
    }

    /// What a route asks for.
    ///
    /// @param created `metadata.creationTimestamp`, which sorts as text
    record Claim(String hostname, String created, Ref route, Ref workload) implements Comparable<Claim> {
        static Claim of(Resource route) {
            return new Claim(
                    route.spec().string("hostname", ""),
                    route.metadata().string("creationTimestamp", ""),
                    route.ref(),
                    workload(route));
        }

        /// The workload that a route leads to.
        static Ref workload(Resource route) {
            return new Ref(
                    new KindName(route.kind().group(), "Workload"),
                    route.namespace(),
                    route.spec().string("workload", ""));
        }

        @Override
        public int compareTo(Claim other) {
            int byAge = created.compareTo(other.created);
            return byAge != 0 ? byAge : route.compareTo(other.route);
        }
    }
}
