package io.paviour.localprocess;

import io.paviour.process.Limits;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Quantity;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a claim of kind `Workload` asks for.
///
/// @param source where the program comes from
/// @param health how replicas show that they are well, or null if being alive is enough
/// @param faults why it cannot be run as it is written, one sentence each
record Workload(
        int replicas,
        Limits limits,
        Source source,
        List<String> command,
        Map<String, String> environment,
        List<SecretUse> secrets,
        @Nullable Health health,
        List<String> faults) {
    private static final int REPLICAS_MAX = 100;
    private static final String LOADED = " makes the system load other code; set it in a script of the release instead";

    /// Where a program comes from: paths below the artifacts directory, not checked yet.
    sealed interface Source {
        /// There was no release yet.
        record None() implements Source {}

        /// A directory, used as it lies there.
        record Directory(String path) implements Source {}

        /// An archive, unpacked before use.
        record Archive(String path) implements Source {}
    }

    static Workload of(Resource claim) {
        var faults = new ArrayList<String>();
        Json.Obj spec = claim.spec();
        long replicas = spec.integer("replicas", 1);
        if (replicas < 0 || replicas > REPLICAS_MAX) {
            faults.add("spec.replicas is " + replicas + ", but one machine runs 0 to " + REPLICAS_MAX);
        }
        List<String> command = spec.object("artifact").strings("command").toList();
        Source source = source(spec, command, faults);
        return new Workload(
                Math.clamp(replicas, 0, REPLICAS_MAX),
                limits(spec.object("resources"), faults),
                source,
                command,
                environment(spec, faults),
                secrets(claim, faults),
                health(spec, faults),
                List.copyOf(faults));
    }

    private static Ref secret(Resource claim, Json.Obj use) {
        KindName kind = new KindName(claim.kind().group(), "Secret");
        return new Ref(kind, claim.namespace(), use.string("name", ""));
    }

    private static Source source(Json.Obj spec, List<String> command, List<String> faults) {
        if (!(spec.get("artifact") instanceof Json.Obj artifact)) {
            return new Source.None();
        }
        if (command.isEmpty() || command.getFirst().isBlank()) {
            faults.add("spec.artifact.command names no program");
        }
        if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            faults.add("spec.artifact.command has a NUL character");
        }
        String archive = artifact.string("archive");
        String directory = artifact.string("directory");
        if (archive != null && directory != null) {
            faults.add("spec.artifact names both an archive and a directory");
        }
        if (archive == null && directory == null) {
            faults.add("spec.artifact names neither an archive nor a directory");
        }
        return archive != null ? new Source.Archive(archive) : new Source.Directory(directory == null ? "" : directory);
    }

    private static Limits limits(Json.Obj resources, List<String> faults) {
        Quantity cpu = quantity(resources, "cpu", faults);
        Quantity memory = quantity(resources, "memory", faults);
        try {
            return new Limits(cpu == null ? 0 : cpu.milli(), memory == null ? 0 : memory.whole());
        } catch (IllegalArgumentException tooSmall) {
            faults.add("spec.resources: " + tooSmall.getMessage());
            return Limits.none();
        }
    }

    private static @Nullable Quantity quantity(Json.Obj resources, String name, List<String> faults) {
        String text = resources.string(name);
        Quantity quantity = text == null ? null : Quantity.parse(text);
        if (text != null && quantity == null) {
            faults.add("spec.resources." + name + " is " + text + ", which is no quantity such as 500m or 512Mi");
        }
        return quantity;
    }

    private static Map<String, String> environment(Json.Obj spec, List<String> faults) {
        var variables = new TreeMap<>(spec.stringMap("environment"));
        variables.forEach((name, value) -> {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*") || value.indexOf('\0') >= 0) {
                faults.add("spec.environment: " + name + " is no variable that a process can have");
            }
            if (isForTheLoader(name)) {
                faults.add("spec.environment: " + name + LOADED);
            }
        });
        return variables;
    }

    /// Whether the dynamic loader or the C library obeys a variable (`ld.so(8)`, "ENVIRONMENT"; `iconv_open(3)`).
    static boolean isForTheLoader(String name) {
        return name.startsWith("LD_") || name.equals("GLIBC_TUNABLES") || name.equals("GCONV_PATH");
    }

    private static List<SecretUse> secrets(Resource claim, List<String> faults) {
        List<SecretUse> secrets = claim.spec()
                .objects("secrets")
                .map(use -> SecretUse.of(use, secret(claim, use)))
                .toList();
        secrets.stream()
                .map(SecretUse::url)
                .filter(Objects::nonNull)
                .filter(Workload::isForTheLoader)
                .forEach(name -> faults.add("spec.secrets: " + name + LOADED));
        return secrets;
    }

    private static @Nullable Health health(Json.Obj spec, List<String> faults) {
        if (!(spec.get("health") instanceof Json.Obj json)) {
            return null;
        }
        String path = json.string("path");
        if (path != null && !isPath(path)) {
            faults.add("spec.health.path is " + path + ", which is no path of a URL such as /healthz");
        }
        return Health.of(json);
    }

    private static boolean isPath(String path) {
        try {
            return path.matches("/[\\x21-\\x7e&&[^#]]*") && new URI("http://127.0.0.1" + path).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
