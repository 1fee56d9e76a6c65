package io.paviour.registry;

import io.paviour.plugin.Change;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import io.paviour.schema.Definition;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The kinds there are: those that are `CustomResourceDefinition` resources in the view, and that kind
/// itself.
final class Kinds {
    private static final Logger LOG = LoggerFactory.getLogger(Kinds.class);

    /// The manifests of the kinds that every house has.
    static final List<Json.Obj> OWN = Stream.of(
                    "namespace",
                    "event",
                    "resourcequota",
                    "validatingadmissionpolicy",
                    "validatingadmissionpolicybinding",
                    "serviceaccount",
                    "role",
                    "clusterrole",
                    "rolebinding",
                    "clusterrolebinding",
                    "account")
            .map(Kinds::manifest)
            .toList();

    /// A definition, and the resource that it was read from.
    ///
    /// @param source null for the kind of kinds, which nobody can change
    /// @param terminating whether its deletion was asked for: no resource of the kind may be created any
    ///     more
    record Known(Definition definition, @Nullable Ref source, long revision, boolean terminating) {}

    private record Path(String group, String version, String plural) {
        static Path of(Kind kind) {
            return new Path(kind.name().group(), kind.version(), kind.plural());
        }
    }

    private record Snapshot(Map<KindName, Known> byName, Map<Path, Kind> byPath, List<Kind> served) {
        static Snapshot of(Map<KindName, Known> byName) {
            var byPath = new HashMap<Path, Kind>();
            var served = new ArrayList<Kind>();
            for (Known known : new TreeMap<>(byName).values()) {
                for (Kind kind : known.definition.served()) {
                    byPath.put(Path.of(kind), kind);
                    served.add(kind);
                }
            }
            return new Snapshot(Map.copyOf(byName), Map.copyOf(byPath), List.copyOf(served));
        }
    }

    private volatile Snapshot snapshot = Snapshot.of(Map.of(
            Definitions.KIND,
            new Known(Definition.parseAccepted(manifest("customresourcedefinition")), null, 0, false)));

    private static Json.Obj manifest(String name) {
        try (InputStream in = Kinds.class.getResourceAsStream("/kinds/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("kinds/" + name + ".yaml is missing");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return (Json.Obj) YamlText.parseAll(text).getFirst();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Hears of a definition; told in the order of commits.
    void hear(Change change) {
        Map<KindName, Known> copy = new HashMap<>(snapshot.byName);
        copy.values().removeIf(known -> change.ref().equals(known.source));
        if (change instanceof Change.Stored(Resource resource)) {
            try {
                var definition = Definition.parseAccepted(resource.document());
                copy.put(
                        definition.name(),
                        new Known(definition, resource.ref(), resource.revision(), resource.isDeleting()));
            } catch (ProblemException unreadable) {
                // It was checked when it was written: by a newer version of this program, it seems.
                LOG.error("{} cannot be served here: {}", resource.ref(), unreadable.getMessage());
            }
        }
        snapshot = Snapshot.of(copy);
    }

    /// Every version that is served, in the order of groups and kinds, the preferred version first.
    Collection<Kind> served() {
        return snapshot.served;
    }

    /// A kind as it is stored, or null.
    @Nullable
    Kind find(KindName name) {
        Known known = snapshot.byName.get(name);
        return known == null ? null : known.definition.stored();
    }

    @Nullable
    Kind find(String group, String version, String plural) {
        return snapshot.byPath.get(new Path(group, version, plural));
    }

    @Nullable
    Known known(KindName name) {
        return snapshot.byName.get(name);
    }

    Collection<Known> all() {
        return snapshot.byName.values();
    }
}
