package io.paviour.cli;

import io.paviour.resource.ProblemException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/// All commands, and what they have in common. Exit codes: 0 for done, 1 for not done, whatever the reason.
@Command(
        name = "paviour",
        description = "Talks to a running platform.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "These are done here, without a running platform:",
            "  up       Start the platform.",
            "  build    Build the distribution.",
            "  test     Run every test."
        })
final class Handset {
    static final int DONE = 0;
    static final int NOT_DONE = 1;

    private final Shell shell;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Whom to talk to, and as whom.")
    private @Nullable String kubeconfig;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean help;

    Handset(Shell shell) {
        this.shell = shell;
    }

    /// Runs one command.
    ///
    /// @return the exit code of the process
    int run(String... arguments) {
        int code = commandLine().execute(arguments);
        shell.out().flush();
        return code;
    }

    /// The commands as picocli knows them.
    CommandLine commandLine() {
        return new CommandLine(this)
                .addSubcommand(new PlanCommand(this))
                .addSubcommand(new LogsCommand(this))
                .addSubcommand(new SecretCommand(this))
                .addSubcommand(new TokenCommand(this))
                .addSubcommand(new VersionCommand(this))
                .setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(Help.defaultColorScheme(shell.coloured() ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler(this::misunderstood)
                .setExecutionExceptionHandler(this::failed);
    }

    Shell shell() {
        return shell;
    }

    /// Opens the line to the platform; nothing is sent yet.
    Platform connect() throws Failure {
        return new Platform(Kubeconfig.find(kubeconfig, shell));
    }

    private int misunderstood(ParameterException mistake, String[] arguments) {
        complain(String.valueOf(mistake.getMessage()));
        complain("see " + mistake.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return NOT_DONE;
    }

    private int failed(Exception exception, CommandLine command, ParseResult parsed) throws Exception {
        switch (exception) {
            case Failure failure -> failure.lines().forEach(this::complain);
            case ProblemException problem -> complain(problem.problem().message());
            default -> throw exception;
        }
        return NOT_DONE;
    }

    private void complain(String line) {
        shell.err().println("paviour: " + line);
    }
}
