package io.paviour.postgres;

import io.paviour.plugin.Plan;
import java.util.ArrayList;
import java.util.List;

/// Says honestly which of a claim's wishes this driver does not keep, and where its tenant can go besides. None of this
/// stands in the way of `Ready`.
final class Promises {
    /// As many are named; somebody else's server may have hundreds.
    private static final int NAMED_MAX = 10;

    private Promises() {}

    static List<Plan.Told> of(Claim claim, Seen seen) {
        List<Plan.Told> told = new ArrayList<>();
        if (claim.resource().spec().bool("encrypted", true)) {
            told.add(new Plan.Told(
                    "DataEncrypted",
                    false,
                    "DiskNotEncryptedByPostgreSQL",
                    "the credentials are encrypted at rest; PostgreSQL does not encrypt its data files, put them on an"
                            + " encrypted disk"));
        }
        if (claim.resource().spec().bool("backupEnabled", true)) {
            told.add(new Plan.Told(
                    "BackedUp",
                    false,
                    "FinalDumpOnly",
                    "a final dump is kept when the database is deleted; regular backups are not made yet"));
        }
        if (!seen.exposed().isEmpty()) {
            told.add(new Plan.Told(
                    "Isolated",
                    false,
                    "DatabasesOpenToEverybody",
                    "the tenant can also connect to " + named(seen.exposed())
                            + "; to close one: revoke connect on database ... from public"));
        }
        return told;
    }

    private static String named(List<String> databases) {
        if (databases.size() <= NAMED_MAX) {
            return String.join(", ", databases);
        }
        int more = databases.size() - NAMED_MAX;
        return String.join(", ", databases.subList(0, NAMED_MAX)) + " and " + more + " more";
    }
}
