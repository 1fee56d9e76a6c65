package io.paviour.localprocess;

import java.nio.file.Path;

/// The state of the program of a workload.
sealed interface Artifact {
    /// There was no release yet.
    record None() implements Artifact {}

    /// It will never do as it is; `message` says why.
    record Refused(String message) implements Artifact {}

    /// The file or directory is not there.
    record Missing(String message) implements Artifact {}

    /// An archive that was not unpacked yet.
    ///
    /// @param hash SHA-256 of its content, hexadecimal
    /// @param release where it will be unpacked
    record Packed(Path archive, String hash, Path release) implements Artifact {}

    /// Ready to run.
    record Here(Path directory) implements Artifact {}
}
