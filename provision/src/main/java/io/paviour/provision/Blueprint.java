package io.paviour.provision;

import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the spec of an environment asks for: the child resources it should have, and what in the spec cannot be had.
///
/// A part of the name `api` becomes the resource `<environment>-api` in the environment's namespace. The names fit:
/// 30 characters for the environment and 29 for a part make 60, and `db-` before it, for the secret of a database, 63.
///
/// @param parts in the order of creation
/// @param flaws what no schema can see; while there are any, nothing is changed
record Blueprint(List<Part> parts, List<Flaw> flaws) {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    Blueprint {
        parts = List.copyOf(parts);
        flaws = List.copyOf(flaws);
    }

    /// One child resource.
    ///
    /// @param name its name within the environment
    /// @param wanted the resource as it should be, marked by [Likeness#marked]
    record Part(PartKind kind, String name, Resource wanted) {
        Ref ref() {
            return wanted.ref();
        }

        /// `Database app-db`, for messages.
        @Override
        public String toString() {
            return kind.kind() + " " + name;
        }
    }

    /// Something in the spec that its author has to mend.
    ///
    /// @param kind the parts it spoils
    record Flaw(PartKind kind, String reason, String message) {}

    /// Takes an environment apart.
    static Blueprint of(Resource environment) {
        return new Draft(environment).blueprint();
    }

    private static final class Draft {
        private final Resource environment;
        private final Json.Obj spec;
        private final Json.Obj ingress;
        private final List<Part> parts = new ArrayList<>();
        private final List<Flaw> flaws = new ArrayList<>();

        Draft(Resource environment) {
            this.environment = environment;
            this.spec = environment.spec();
            this.ingress = spec.object("networking").object("ingress");
        }

        Blueprint blueprint() {
            spec.objects("secrets").forEach(this::secret);
            spec.objects("databases").forEach(this::database);
            spec.objects("services").forEach(this::workload);
            if (ingress.bool("enabled", false)) {
                route();
            }
            checkPrefixes();
            return new Blueprint(parts, flaws);
        }

        private void secret(Json.Obj secret) {
            String name = name(secret);
            add(
                    PartKind.SECRET,
                    name,
                    secret.without("name").with("owner", owner()).with("path", environment.name() + "/" + name));
        }

        private void database(Json.Obj database) {
            add(PartKind.DATABASE, name(database), database.without("name").with("owner", owner()));
        }

        private void workload(Json.Obj service) {
            String name = name(service);
            for (String variable : service.object("environment").fields().keySet()) {
                if (!VARIABLE.matcher(variable).matches()) {
                    flaws.add(new Flaw(
                            PartKind.WORKLOAD,
                            "InvalidVariable",
                            "service " + name + " has a variable \"" + variable
                                    + "\": a name has letters, digits and _, no digit first, and at most 128 of them"));
                }
            }
            add(
                    PartKind.WORKLOAD,
                    name,
                    service.without("name").with("owner", owner()).with("secrets", secretsOfWorkloads()));
        }

        private Json.Arr secretsOfWorkloads() {
            List<String> databases = names("databases");
            var entries = new ArrayList<Json>();
            for (String database : databases) {
                entries.add(Json.object(
                        "name",
                        "db-" + child(database),
                        "prefix",
                        prefix(database),
                        "url",
                        databases.size() == 1 ? "DATABASE_URL" : null));
            }
            // A secret of the team's own may get its values long after the services run.
            for (String secret : names("secrets")) {
                entries.add(Json.object("name", child(secret), "prefix", prefix(secret), "optional", true));
            }
            return new Json.Arr(entries);
        }

        private void route() {
            List<String> services = names("services");
            String hostname = ingress.string("hostname", "");
            if (hostname.isEmpty()) {
                flaws.add(new Flaw(
                        PartKind.ROUTE, "NoHostname", "networking.ingress is enabled and has no hostname: add one"));
                return;
            }
            if (services.isEmpty()) {
                flaws.add(new Flaw(
                        PartKind.ROUTE,
                        "NoService",
                        "networking.ingress is enabled and there is no service to lead to"));
                return;
            }
            String service = ingress.string("service", services.getFirst());
            if (!services.contains(service)) {
                flaws.add(new Flaw(
                        PartKind.ROUTE,
                        "NoService",
                        "networking.ingress leads to the service " + service + ", which is not there; there are: "
                                + String.join(", ", services)));
                return;
            }
            add(PartKind.ROUTE, service, Json.object("hostname", hostname, "workload", child(service)));
        }

        private void checkPrefixes() {
            Set<String> both = new TreeSet<>(names("databases"));
            both.retainAll(Set.copyOf(names("secrets")));
            for (String name : both) {
                flaws.add(new Flaw(
                        PartKind.SECRET,
                        "SameVariables",
                        "the database " + name + " and the secret " + name + " would both give variables named "
                                + prefix(name) + "_...: rename one"));
            }
        }

        private void add(PartKind kind, String name, Json.Obj childSpec) {
            String group = environment.kind().group();
            parts.add(new Part(
                    kind,
                    name,
                    Likeness.marked(new Resource(Json.object(
                            "apiVersion", environment.apiVersion(),
                            "kind", kind.kind(),
                            "metadata",
                                    Json.object(
                                            "name", child(name),
                                            "namespace", environment.namespace(),
                                            "labels", Json.object(group + "/environment", environment.name())),
                            "spec", childSpec)))));
        }

        private List<String> names(String list) {
            return spec.objects(list).map(Draft::name).toList();
        }

        private static String name(Json.Obj item) {
            return item.string("name", "");
        }

        private String child(String name) {
            return environment.name() + "-" + name;
        }

        private String owner() {
            return spec.string("owner", "");
        }
    }

    /// What the variables of a secret start with: `app-db` gives `APP_DB`.
    private static String prefix(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /// The part that a child resource is, or null if the environment no longer asks for it.
    @Nullable
    Part find(Ref ref) {
        return parts.stream().filter(part -> part.ref().equals(ref)).findFirst().orElse(null);
    }
}
