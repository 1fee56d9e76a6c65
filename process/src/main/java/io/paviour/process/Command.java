package io.paviour.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What to start, and how.
///
/// @param argv the program and its arguments. The program is an absolute path, or found by the `PATH` of `environment`.
/// @param directory where it starts
/// @param environment its whole environment: nothing is inherited unless the caller copies it in. Names have letters,
/// digits and `_`, no digit first. Nothing that runs with more rights than the child meets these variables.
/// @param output where standard output goes
/// @param errors where standard error goes; if it equals `output`, both go through one pipe and keep their order
/// @param confinement what the child may be and use
public record Command(
        List<String> argv,
        Path directory,
        Map<String, String> environment,
        Output output,
        Output errors,
        Confinement confinement) {
    public Command {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("argv names no program");
        }
    }

    /// A command with an empty environment whose output is discarded, unconfined.
    public static Command of(Path directory, String... argv) {
        Output discard = new Output.Discard();
        return new Command(List.of(argv), directory, Map.of(), discard, discard, Confinement.none());
    }

    public Command withEnvironment(Map<String, String> whole) {
        return new Command(argv, directory, whole, output, errors, confinement);
    }

    /// Sends both streams to the same place.
    public Command withOutput(Output both) {
        return new Command(argv, directory, environment, both, both, confinement);
    }

    public Command withConfinement(Confinement other) {
        return new Command(argv, directory, environment, output, errors, other);
    }
}
