package io.paviour.cli;

/// The command line: runs one command, then exits with 0 if all went well and 1 if not.
public final class Main {
    private Main() {}

    /// Runs the command that `arguments` say.
    public static void main(String[] arguments) {
        System.exit(new Handset(Shell.ofProcess()).run(arguments));
    }
}
