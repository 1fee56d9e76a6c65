package io.paviour.server;

import picocli.CommandLine;

/// Starts the platform: `up`, as called by the script `paviour`.
public final class Main {
    private Main() {}

    /// Runs until the process is asked to stop.
    public static void main(String[] arguments) {
        ConsoleLog.begin();
        System.exit(new CommandLine(new Up()).execute(arguments));
    }
}
