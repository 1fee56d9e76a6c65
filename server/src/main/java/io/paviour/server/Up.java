package io.paviour.server;

import io.paviour.access.Credentials;
import io.paviour.http.Observation;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `paviour up`: opens the house, says where it is, and keeps it open until the process is asked to stop.
@Command(
        name = "paviour",
        mixinStandardHelpOptions = true,
        description = "Starts the platform here and keeps it running until Ctrl-C.")
final class Up implements Callable<Integer> {
    private static final Duration LINK_LIFE = Duration.ofMinutes(15);
    private static final Duration DEMO_PATIENCE = Duration.ofMinutes(2);

    @Parameters(index = "0", paramLabel = "up", description = "The word `up`.")
    String word = "up";

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${env:PAVIOUR_DATA_DIR:-.paviour}",
            description = "Everything that is kept on this machine (default: ${DEFAULT-VALUE}).")
    Path data = Path.of(".paviour");

    @Option(names = "--demo", description = "Load the example organisation and its environment.")
    boolean demo;

    @Option(names = "--until-ready", hidden = true, description = "Use free ports, and stop as soon as all is ready.")
    boolean untilReady;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            defaultValue = "${env:PAVIOUR_DATABASE_URL}",
            description = "The platform's own PostgreSQL, postgresql://user:password@host:port/database. Better given"
                    + " by PAVIOUR_DATABASE_URL, which other users of the machine cannot see. Without it, one is run in"
                    + " the data directory.")
    @Nullable
    String databaseUrl;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            defaultValue = "${env:PAVIOUR_GROUP:-platform.example.com}",
            description = "The API group of the platform's kinds (default: ${DEFAULT-VALUE}).")
    String group = "";

    @Option(
            names = "--organisation",
            paramLabel = "NAME",
            defaultValue = "${env:PAVIOUR_ORGANISATION:-Example}",
            description = "The organisation's name, for people (default: ${DEFAULT-VALUE}).")
    String organisation = "";

    @Option(
            names = "--api",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:PAVIOUR_API:-127.0.0.1:7443}",
            description = "Where programs connect, by https (default: ${DEFAULT-VALUE}).")
    String api = "";

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            defaultValue = "${env:PAVIOUR_TLS_CERT}",
            description = "The certificate for --api with its chain, in PEM. Without it, one is made.")
    @Nullable
    Path tlsCertificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            defaultValue = "${env:PAVIOUR_TLS_KEY}",
            description = "Its private key, in PEM (PKCS#8).")
    @Nullable
    Path tlsKey;

    @Mixin
    CertificateOptions certificates = new CertificateOptions();

    @Option(
            names = "--portal",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:PAVIOUR_PORTAL:-127.0.0.1:7007}",
            description = "Where browsers connect, by http (default: ${DEFAULT-VALUE}).")
    String portal = "";

    @Option(
            names = "--portal-url",
            paramLabel = "URL",
            defaultValue = "${env:PAVIOUR_PORTAL_URL}",
            description = "How browsers call the portal, if a proxy stands in front of it.")
    @Nullable
    URI portalUrl;

    @Option(
            names = "--set",
            paramLabel = "PLUGIN.KEY=VALUE",
            description = "A setting of a plugin, such as proxy.port=8080; repeatable. The environment variable"
                    + " PAVIOUR_SET_PLUGIN_KEY does the same, for values that others must not see.")
    Map<String, String> set = new HashMap<>();

    @Mixin
    final ObservationOptions observing = new ObservationOptions();

    @Override
    public Integer call() {
        var stopping = new Stopping();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(stopping::ask));
        try {
            return run(stopping);
        } catch (IOException | IllegalArgumentException cannot) {
            System.err.println("paviour: " + cannot.getMessage());
            return 1;
        } finally {
            // Now the JVM goes on to write the start-up cache, if it was asked for one.
            stopping.ended();
        }
    }

    private int run(Stopping stopping) throws IOException {
        if (!word.equals("up")) {
            throw new IllegalArgumentException("the server knows one command, up, and not " + word);
        }
        Observation observation = observing.open(System.getenv(), House.version());
        InstantSource clock = InstantSource.system();
        Settings settings = settings();
        var plugins = PluginPath.find(data.resolve("plugins"));
        var outside = new House.Outside(clock, new SecureRandom(), plugins, observation);
        try (observing;
                House house = House.open(settings, outside)) {
            List<String> lines = demo ? Demo.load(house, DEMO_PATIENCE) : List.of();
            stopping.opened();
            if (!untilReady) {
                announce(house, lines, System.out);
                stopping.await();
            }
        } catch (InterruptedException asked) {
            // Asked before all was open; what was open has been closed.
            return 0;
        }
        return 0;
    }

    private static void announce(House house, List<String> lines, PrintStream out) throws IOException {
        String code = house.credentials().issue("admin", Credentials.Use.LINK, LINK_LIFE);
        Path kubeconfig = house.dataDirectory().resolve("kubeconfig");
        out.println();
        out.println("Paviour is ready.");
        out.println("  Portal      " + house.portalUri());
        out.println("  Sign in     " + house.portalUri() + "/login?code=" + code + "  (once, within 15 minutes)");
        out.println("  API         " + house.apiUri());
        out.println("  kubectl     export KUBECONFIG=" + shellWord(kubeconfig.toString()));
        lines.forEach(line -> out.println("  " + line));
        out.println();
        out.flush();
    }

    /// As a shell has to read it: quoted where it holds more than plain characters.
    private static String shellWord(String text) {
        return text.matches("[-._/a-zA-Z0-9]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private Settings settings() {
        boolean hasCertificate = tlsCertificate != null;
        boolean hasKey = tlsKey != null;
        if (hasCertificate != hasKey) {
            throw new IllegalArgumentException("--tls-cert and --tls-key belong together");
        }
        Map<String, String> plugins = pluginSettings();
        if (untilReady) {
            plugins.put("proxy.port", "0");
        }
        return new Settings(
                data,
                databaseUrl == null || databaseUrl.isEmpty() ? null : DatabaseUrl.parse(databaseUrl),
                System.getenv("PAVIOUR_MASTER_KEY"),
                group,
                organisation,
                address("--api", untilReady ? "127.0.0.1:0" : api),
                tlsCertificate == null || tlsKey == null ? null : new Settings.TlsFiles(tlsCertificate, tlsKey),
                certificates.files(),
                address("--portal", untilReady ? "127.0.0.1:0" : portal),
                portalUrl,
                Set.of(),
                plugins);
    }

    private Map<String, String> pluginSettings() {
        var plugins = new HashMap<String, String>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("PAVIOUR_SET_")) {
                String key = name.substring("PAVIOUR_SET_".length()).toLowerCase(java.util.Locale.ROOT);
                plugins.put(key.replaceFirst("_", ".").replace('_', '-'), value);
            }
        });
        plugins.putAll(set);
        return plugins;
    }

    private static InetSocketAddress address(String option, String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon <= 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new IllegalArgumentException(option + " is " + text + ": it has to be HOST:PORT");
        }
        var address =
                new InetSocketAddress(text.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(port));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(option + " is " + text + ": there is no host of that name");
        }
        return address;
    }
}
