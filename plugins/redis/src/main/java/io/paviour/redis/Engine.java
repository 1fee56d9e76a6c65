package io.paviour.redis;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where caches live. Everything here may be done twice, and for many claims at once.
sealed interface Engine extends AutoCloseable permits OwnServers, SharedServer {
    /// Its name for people.
    String name();

    /// Whether caches live on this machine.
    boolean isLocal();

    /// Whether a cache is held to its size.
    boolean isSized();

    /// How a claim's cache stands.
    sealed interface Standing {
        /// There is none.
        ///
        /// @param isBegun whether something is there all the same: a place that was promised, or what a
        ///     former claim of that name left
        record Absent(boolean isBegun) implements Standing {}

        /// It was made and does not run.
        record Stopped() implements Standing {}

        /// Something else stands in its place, which is not to be touched.
        record Taken(String what) implements Standing {}

        /// It is there.
        ///
        /// @param differences from what is asked for, each named; empty if there are none
        record Present(List<String> differences) implements Standing {
            public Present {
                differences = List.copyOf(differences);
            }
        }
    }

    /// Looks.
    ///
    /// @param password the tenant's, or null if there is none
    /// @throws IOException if the server is away
    Standing look(Claim claim, Size size, @Nullable String password) throws IOException, InterruptedException;

    /// What leads a tenant to its cache. Its port is 0 as long as none is promised.
    Credentials credentials(Claim claim, String password) throws IOException;

    /// Promises the cache a place, and keeps the promise.
    void promise(Claim claim) throws IOException;

    /// Makes the cache what is asked for, and returns when it can be used.
    void raise(Claim claim, Size size, String password) throws IOException, InterruptedException;

    /// Takes the cache away with all that is in it.
    void remove(Claim claim) throws IOException, InterruptedException;

    @Override
    void close();
}
