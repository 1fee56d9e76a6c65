package io.paviour.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints what the replicas of a workload have said.
@Command(name = "logs", description = "Prints the log of a workload.")
final class LogsCommand implements Callable<Integer> {
    private static final int CHUNK_BYTES = 8 << 10;

    private final Handset handset;

    @Parameters(paramLabel = "WORKLOAD", description = "Its name.")
    private String workload = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Where it is.")
    private @Nullable String namespace;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is being said, until Ctrl-C.")
    private boolean follow;

    @Option(names = "--tail", paramLabel = "LINES", description = "Begin with the last lines only.")
    private @Nullable Integer tail;

    @Option(
            names = "--replica",
            paramLabel = "INDEX",
            description = "One replica, counted from 0; without it all, each line marked.")
    private @Nullable Integer replica;

    LogsCommand(Handset handset) {
        this.handset = handset;
    }

    @Override
    public Integer call() throws Failure, InterruptedException {
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (follow) {
            query.add("follow=true");
        }
        if (tail != null) {
            query.add("tailLines=" + tail);
        }
        if (replica != null) {
            query.add("replica=" + replica);
        }
        try (Platform platform = handset.connect()) {
            String path = platform.path(namespace, "workloads", workload) + "/log" + query;
            try (InputStream log = platform.open(path)) {
                print(log, handset.shell().out());
            } catch (IOException broken) {
                throw platform.broken(broken);
            }
        }
        return Handset.DONE;
    }

    /// Line by line as they come, until the log ends or nobody reads any more (`| head`).
    private static void print(InputStream log, PrintStream out) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        int length = log.read(chunk);
        while (length >= 0 && !out.checkError()) {
            out.write(chunk, 0, length);
            length = log.read(chunk);
        }
        out.flush();
    }
}
