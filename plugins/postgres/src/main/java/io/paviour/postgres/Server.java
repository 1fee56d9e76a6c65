package io.paviour.postgres;

import java.io.IOException;

/// The PostgreSQL server that tenants live on.
interface Server extends AutoCloseable {
    /// Its name for people.
    String name();

    /// Whether its data lives on this machine.
    boolean isLocal();

    /// Whether it outlives the loss of a machine.
    boolean isHighlyAvailable();

    /// Where it is; starts it and waits for it if that is ours to do.
    ///
    /// @throws IOException if it does not come up
    Address address() throws IOException, InterruptedException;

    /// Whether it was used or begun since the platform started: nobody starts a server just to tidy up in it.
    boolean isInUse();

    @Override
    void close();

    /// A server that somebody else runs.
    record External(Address address, boolean isHighlyAvailable) implements Server {
        @Override
        public String name() {
            return "postgres";
        }

        @Override
        public boolean isLocal() {
            return false;
        }

        @Override
        public boolean isInUse() {
            return true;
        }

        @Override
        public void close() {
            // It is not ours to stop.
        }
    }
}
