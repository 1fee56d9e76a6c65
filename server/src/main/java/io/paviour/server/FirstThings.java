package io.paviour.server;

import io.paviour.access.Subject;
import io.paviour.registry.Options;
import io.paviour.registry.Part;
import io.paviour.registry.Registry;
import io.paviour.registry.View;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.schema.Kind;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// What every house has from its first start: kinds, two namespaces, the administrator. Later starts find it, and
/// bring the kinds up to date. The roles are the business of [RoleKeeper].
final class FirstThings {
    private static final Subject SUBJECT = Subject.HOUSE;

    private final Registry registry;
    private final View view;
    private final String group;

    FirstThings(Registry registry, View view, String group) {
        this.registry = registry;
        this.view = view;
        this.group = group;
    }

    /// Writes what is missing or different.
    void install(List<Json.Obj> guestKinds) {
        Stream.concat(
                        Registry.ownKinds().stream()
                                .map(manifest -> Kind.inGroup(manifest, "platform.example.com", group)),
                        guestKinds.stream())
                .forEach(manifest -> keep(manifest, "spec"));
        createIfMissing(Json.object("apiVersion", "v1", "kind", "Namespace", "metadata", name("default")));
        createIfMissing(Json.object("apiVersion", "v1", "kind", "Namespace", "metadata", name("platform")));
        createIfMissing(Json.object(
                "apiVersion",
                group + "/v1",
                "kind",
                "Account",
                "metadata",
                name("admin"),
                "spec",
                Json.object("displayName", "Administrator", "groups", List.of(Subject.ADMINS))));
    }

    private static Json.Obj name(String name) {
        return Json.object("name", name);
    }

    /// Writes a resource that is missing, or whose `field` is different.
    void keep(Json.Obj manifest, String field) {
        Ref ref = new Resource(manifest).ref();
        Resource live = view.find(ref);
        if (live == null) {
            createIfMissing(manifest);
            return;
        }
        Json wanted = Objects.requireNonNull(manifest.get(field));
        if (!wanted.equals(live.document().get(field))) {
            registry.rewrite(SUBJECT, ref, Part.MAIN, document -> document.with(field, wanted));
        }
    }

    /// Writes a resource that is missing.
    void createIfMissing(Json.Obj document) {
        var resource = new Resource(document);
        if (view.find(resource.ref()) != null) {
            return;
        }
        Kind kind = Objects.requireNonNull(registry.kind(resource.kind()), () -> "no kind " + resource.kind());
        try {
            registry.create(SUBJECT, kind, "", document, Options.strict(SUBJECT.name()));
        } catch (ProblemException raced) {
            // Another replica starts at the same time.
            if (!(raced.problem() instanceof Problem.AlreadyExists)) {
                throw raced;
            }
        }
    }
}
