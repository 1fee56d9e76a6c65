package io.paviour.cli;

import io.paviour.resource.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Prints the versions of both ends of the line.
@Command(name = "version", description = "Prints the version of this command line and of the platform.")
final class VersionCommand implements Callable<Integer> {
    private static final String MARK = "+paviour-";

    private final Handset handset;

    VersionCommand(Handset handset) {
        this.handset = handset;
    }

    /// The version of this command line, from its jar.
    static String own() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    @Override
    public Integer call() throws Failure, InterruptedException {
        Shell shell = handset.shell();
        shell.out().println("client " + own());
        try (Platform platform = handset.connect()) {
            Json.Obj version = platform.get("/version");
            shell.out()
                    .println("server " + product(version) + " at "
                            + platform.kubeconfig().server() + ", API of Kubernetes " + version.string("major", "?")
                            + "."
                            + version.string("minor", "?"));
        }
        return Handset.DONE;
    }

    /// Clients of Kubernetes read `gitVersion`, so ours stands behind the plus.
    private static String product(Json.Obj version) {
        String text = version.string("gitVersion", "unknown");
        int mark = text.indexOf(MARK);
        return mark < 0 ? text : text.substring(mark + MARK.length());
    }
}
