package io.paviour.registry;

import io.paviour.plugin.Change;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.ProblemException;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The kinds there are: those that are `CustomResourceDefinition` resources in the view, and that kind itself.
final class Kinds {
    private static final Logger LOG = LoggerFactory.getLogger(Kinds.class);

    /// The kind of kinds.
    static final KindName DEFINITION = new KindName("apiextensions.k8s.io", "CustomResourceDefinition");

    /// The manifests of the kinds that every house has.
    static final List<String> OWN = List.of(
            "namespace",
            "event",
            "serviceaccount",
            "role",
            "clusterrole",
            "rolebinding",
            "clusterrolebinding",
            "account");

    private final Kind definition = Kind.parse(manifest("customresourcedefinition"));
    private volatile Map<KindName, Kind> byName = Map.of(DEFINITION, definition);

    static Json.Obj manifest(String name) {
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

    static Stream<Json.Obj> own() {
        return OWN.stream().map(Kinds::manifest);
    }

    /// Hears of a definition; told in the order of commits.
    void hear(Change change) {
        var copy = new TreeMap<>(byName);
        Json.Obj spec = switch (change) {
            case Change.Stored(var resource) -> resource.spec();
            case Change.Removed(var last) -> last.spec();
        };
        var name = new KindName(spec.string("group", ""), spec.object("names").string("kind", ""));
        switch (change) {
            case Change.Stored(var resource) -> {
                try {
                    copy.put(name, Kind.parse(resource.document()));
                } catch (ProblemException unreadable) {
                    // It was checked when it was written: by a newer version of this program, it seems.
                    LOG.error("{} cannot be served here: {}", resource.ref(), unreadable.getMessage());
                    copy.remove(name);
                }
            }
            case Change.Removed _ -> copy.remove(name);
        }
        byName = Map.copyOf(copy);
    }

    Collection<Kind> all() {
        return new TreeMap<>(byName).values();
    }

    @Nullable
    Kind find(KindName name) {
        return byName.get(name);
    }

    @Nullable
    Kind find(String group, String plural) {
        for (Kind kind : byName.values()) {
            if (kind.name().group().equals(group) && kind.plural().equals(plural)) {
                return kind;
            }
        }
        return null;
    }
}
