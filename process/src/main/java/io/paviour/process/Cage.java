package io.paviour.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The place in the kernel's accounts that one child and all its descendants live in, whatever session they are in.
interface Cage {
    Enforcement enforcement();

    /// The wrapper that enters the cage and becomes the rest of the command line.
    List<String> argv();

    /// What the wrapper needs in its environment.
    default Map<String, String> environment() {
        return Map.of();
    }

    /// The directories to empty and remove if we die.
    default List<Path> directories() {
        return List.of();
    }

    boolean sawOutOfMemory() throws IOException, InterruptedException;

    /// Kills every process inside.
    void kill() throws IOException, InterruptedException;

    /// Removes the empty cage.
    void remove() throws IOException, InterruptedException;

    /// No cage: limits are not enforced.
    record None(String reason) implements Cage {
        @Override
        public Enforcement enforcement() {
            return new Enforcement.None(reason);
        }

        @Override
        public List<String> argv() {
            return List.of();
        }

        @Override
        public boolean sawOutOfMemory() {
            return false;
        }

        @Override
        public void kill() {
            // The process group is all there is to kill.
        }

        @Override
        public void remove() {
            // Nothing was made.
        }
    }
}
