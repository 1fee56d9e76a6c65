package io.paviour.postgres;

import io.paviour.resource.Resource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What there is in the world for one claim.
///
/// @param address where the server is; it shows no password
/// @param stored how the stored credentials stand
/// @param role the role of the claim's identifier, whoever it belongs to, or null
/// @param database the database of the claim's identifier, whoever it belongs to, or null
/// @param open those of the databases `postgres` and `template1` that everybody may connect to and we may close
/// @param exposed other databases that everybody, and so this tenant, may connect to, in order
/// @param secret the resource of the claim's Secret, or null
/// @param otherSecrets Secrets of the claim under former names
/// @param restore what the dump to begin with is like; null where it does not matter any more
/// @param dump how its final dump stands; null where it does not matter yet
record Seen(
        Address address,
        Stored stored,
        @Nullable Role role,
        @Nullable Database database,
        List<String> open,
        List<String> exposed,
        @Nullable Resource secret,
        List<Resource> otherSecrets,
        @Nullable Restorable restore,
        @Nullable FinalDump dump) {

    /// How the stored credentials stand.
    enum Stored {
        /// There are none.
        MISSING,
        /// There are some, but host, port or names in them are not right, or the password is unusable.
        WRONG,
        /// They are right.
        RIGHT
    }

    /// A role.
    ///
    /// @param rights attributes beyond LOGIN, such as `CREATEDB`: a tenant should have none
    /// @param connections its limit
    /// @param settings set by `ALTER ROLE SET`
    /// @param memberships roles it belongs to: a tenant should have none
    /// @param takesPassword whether it lets the stored password in
    record Role(
            String comment,
            boolean mayLogin,
            List<String> rights,
            int connections,
            Map<String, String> settings,
            List<String> memberships,
            boolean takesPassword) {
        Role withPassword(boolean taken) {
            return new Role(comment, mayLogin, rights, connections, settings, memberships, taken);
        }
    }

    /// A database.
    ///
    /// @param isOpen whether it takes connections at all
    /// @param publicRights what everybody may do with it
    record Database(String owner, String comment, boolean isOpen, List<String> publicRights) {}

    /// A dump a new database is to begin with.
    ///
    /// @param found whether the dump is complete and one of this namespace
    /// @param intoEmpty whether the database has nothing in it yet
    record Restorable(boolean found, boolean intoEmpty) {}

    /// The final dump of a database that is to go.
    ///
    /// @param complete whether it is written and verified
    /// @param keptUntil until when, as people read it; empty if it is not complete
    /// @param unknown what a dump would miss, each named
    record FinalDump(boolean complete, String keptUntil, List<String> unknown) {}
}
