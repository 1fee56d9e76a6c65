package io.paviour.localprocess;

import io.paviour.plugin.Secrets;
import io.paviour.process.Child;
import io.paviour.process.Command;
import io.paviour.process.Confinement;
import io.paviour.process.Output;
import io.paviour.process.Signal;
import io.paviour.process.Spawner;
import io.paviour.process.Tree;
import io.paviour.resource.Ref;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns a launch into a running process. Secrets are read here, into the process's environment, and nowhere else.
final class Runner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private final Spawner spawner;
    private final Secrets secrets;
    private final Logs logs;
    private final Tenant tenant;
    private final Path instances;

    /// @param instances where each replica has its home and its temporary directory
    Runner(Spawner spawner, Secrets secrets, Logs logs, Tenant tenant, Path instances) {
        this.spawner = spawner;
        this.secrets = secrets;
        this.logs = logs;
        this.tenant = tenant;
        this.instances = instances;
    }

    Child start(Launch launch) throws IOException, InterruptedException {
        Homes homes = homes(launch);
        tenant.createDirectory(homes.home, launch.workload().namespace());
        tenant.createDirectory(homes.temporary, launch.workload().namespace());
        var argv = new ArrayList<>(tenant.wrapper());
        argv.addAll(launch.command());
        var output = new Output.ToLines(into(logs.of(launch.workload(), launch.index())));
        var confinement = new Confinement(tenant.identity(launch.workload().namespace()), launch.limits(), Signal.TERM);
        check(launch);
        return spawner.start(
                new Command(argv, launch.directory(), environment(launch, homes), output, output, confinement));
    }

    /// The directories of one replica. They lie in one that it cannot write to.
    private record Homes(Path home, Path temporary) {}

    private Homes homes(Launch launch) {
        Path directory = directory(launch.workload());
        return new Homes(directory.resolve("home-" + launch.index()), directory.resolve("tmp-" + launch.index()));
    }

    /// Behind a wrapper the child would only exit with 127.
    private void check(Launch launch) throws IOException {
        Path program = Path.of(launch.command().getFirst());
        if (program.getNameCount() > 1 && !Files.isExecutable(launch.directory().resolve(program))) {
            throw new IOException("there is no program " + program + " in the release, or it is not executable");
        }
    }

    private Map<String, String> environment(Launch launch, Homes homes) throws IOException {
        var environment = new HashMap<String, String>();
        environment.put("LANG", "C.UTF-8");
        environment.putAll(launch.environment());
        for (SecretUse use : launch.secrets()) {
            Map<String, String> variables = use.variables(secrets.read(use.secret()));
            for (String name : variables.keySet()) {
                if (Workload.isForTheLoader(name)) {
                    throw new IOException(
                            use.secret() + " would set " + name + ", by which the system loads other code");
                }
            }
            environment.putAll(variables);
        }
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        environment.put("PATH", java + File.pathSeparator + environment.getOrDefault("PATH", PATH));
        environment.put("HOME", homes.home.toString());
        environment.put("TMPDIR", homes.temporary.toString());
        environment.put("HOST", "127.0.0.1");
        environment.put("PORT", Integer.toString(launch.port()));
        for (var variable : environment.entrySet()) {
            if (variable.getValue().indexOf('\0') >= 0) {
                throw new IOException("the variable " + variable.getKey() + " has a NUL character");
            }
        }
        return environment;
    }

    /// A log that cannot be written (a full disk) stops nobody; the platform's own log says so once a start.
    private static Consumer<String> into(ReplicaLog log) {
        var failed = new AtomicBoolean();
        return line -> {
            try {
                log.append(line);
            } catch (IOException e) {
                if (failed.compareAndSet(false, true)) {
                    LOG.warn("the output of a workload cannot be kept", e);
                }
            }
        };
    }

    private Path directory(Ref workload) {
        return instances.resolve(workload.namespace()).resolve(workload.name());
    }

    /// Whether there are directories of a workload's replicas.
    boolean hasFiles(Ref workload) {
        return Files.exists(directory(workload));
    }

    /// Removes what the replicas of a workload have written.
    void remove(Ref workload) throws IOException {
        Tree.remove(directory(workload));
    }

    @Override
    public void close() throws IOException {
        spawner.close();
    }
}
