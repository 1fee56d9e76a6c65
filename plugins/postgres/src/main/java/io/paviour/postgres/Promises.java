package io.paviour.postgres;

import io.paviour.plugin.Plan;
import java.util.ArrayList;
import java.util.List;

/// Says honestly which of a claim's wishes this driver does not keep. None of them stands in the way of `Ready`.
final class Promises {
    private Promises() {}

    static List<Plan.Told> of(Claim claim) {
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
        return told;
    }
}
