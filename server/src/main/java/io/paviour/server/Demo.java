package io.paviour.server;

import io.paviour.access.Subject;
import io.paviour.registry.Moment;
import io.paviour.registry.Options;
import io.paviour.registry.Part;
import io.paviour.registry.Patch;
import io.paviour.registry.Query;
import io.paviour.registry.Registry;
import io.paviour.registry.Watch;
import io.paviour.resource.Condition;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import io.paviour.schema.FieldSelector;
import io.paviour.schema.Kind;
import io.paviour.schema.LabelSelector;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Loads the example organisation that lies beside the program, and waits until its environment is ready.
final class Demo {
    private final House house;
    private final Registry registry;
    private final Subject admin = House.administrator();

    private Demo(House house) {
        this.house = house;
        this.registry = house.registry();
    }

    /// @return lines that say what is ready and where
    static List<String> load(House house, Duration patience) throws IOException, InterruptedException {
        return new Demo(house).load(examples(), patience);
    }

    private static Path examples() throws IOException {
        try {
            Path jar = Path.of(Demo.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path examples = jar.resolveSibling("../examples").normalize();
            if (!Files.isDirectory(examples)) {
                throw new IOException("the examples are not installed: " + examples + " is missing");
            }
            return examples;
        } catch (URISyntaxException odd) {
            throw new IOException("the examples cannot be found", odd);
        }
    }

    private List<String> load(Path examples, Duration patience) throws IOException, InterruptedException {
        install(examples.resolve("artifacts"));
        var files = new ArrayList<Path>();
        try (Stream<Path> organisation = Files.list(examples.resolve("organisation"))) {
            organisation.sorted().forEach(files::add);
        }
        files.add(examples.resolve("environment.yaml"));
        var environments = new ArrayList<Resource>();
        for (Path file : files) {
            for (Json document : YamlText.parseAll(Files.readString(file))) {
                Resource applied = apply((Json.Obj) document);
                if (applied.kind().kind().equals("Environment")) {
                    environments.add(applied);
                }
            }
        }
        var lines = new ArrayList<String>();
        for (Resource environment : environments) {
            lines.add(await(environment, patience));
            lines.addAll(urls(environment));
        }
        return lines;
    }

    private void install(Path artifacts) throws IOException {
        Path target = Files.createDirectories(house.dataDirectory().resolve("artifacts"));
        try (Stream<Path> files = Files.list(artifacts)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(file.getFileName().toString());
                if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
                    Path unfinished = target.resolve(file.getFileName() + ".new");
                    Files.copy(file, unfinished, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
    }

    private Resource apply(Json.Obj example) {
        String version =
                example.string("apiVersion", "").replaceFirst("^platform\\.example\\.com/", house.group() + "/");
        Json.Obj document = example.with("apiVersion", version);
        var resource = new Resource(document);
        Kind kind = registry.kind(resource.kind());
        if (kind == null) {
            throw new Problem.BadRequest("there is no kind " + resource.kind()).exception();
        }
        try {
            return registry.create(admin, kind, resource.namespace(), document, Options.strict("demo"))
                    .resource();
        } catch (ProblemException there) {
            if (!(there.problem() instanceof Problem.AlreadyExists)) {
                throw there;
            }
            return registry.patch(
                            admin,
                            kind,
                            resource.namespace(),
                            resource.name(),
                            new Patch.Merge(document),
                            Part.MAIN,
                            Options.strict("demo"))
                    .resource();
        }
    }

    private String await(Resource environment, Duration patience) throws InterruptedException {
        Kind kind = Objects.requireNonNull(registry.kind(environment.kind()));
        var query = new Query(
                kind,
                environment.namespace(),
                LabelSelector.EVERYTHING,
                FieldSelector.parse("metadata.name=" + environment.name()),
                0,
                null);
        String waitsFor = "it has not been looked at";
        long end = System.nanoTime() + patience.toNanos();
        try (Watch watch = registry.watch(admin, query, 0)) {
            while (true) {
                Watch.Event event = watch.next(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
                Resource now = switch (event) {
                    case Watch.Event.Added(var resource) -> resource.resource();
                    case Watch.Event.Modified(var resource) -> resource.resource();
                    case Watch.Event.Deleted _, Watch.Event.Expired _ -> null;
                    case null -> null;
                };
                if (now == null) {
                    return "Environment " + environment.name() + " is not ready yet: " + waitsFor;
                }
                @Nullable Condition ready = now.condition("Ready");
                if (ready != null && now.is("Ready")) {
                    return "Environment " + environment.name() + ": " + ready.message();
                }
                waitsFor = ready == null ? waitsFor : ready.message();
            }
        }
    }

    private List<String> urls(Resource environment) {
        var routes = new Query(
                Objects.requireNonNull(registry.kind(new KindName(house.group(), "Route"))),
                environment.namespace(),
                LabelSelector.EVERYTHING,
                List.of(),
                0,
                null);
        return registry.list(admin, routes, Moment.NEWEST).items().stream()
                .map(Packed::resource)
                .filter(route -> environment.ref().equals(route.controller()))
                .map(route -> "Service     "
                        + route.status().string("url", route.spec().string("hostname", "")))
                .toList();
    }
}
