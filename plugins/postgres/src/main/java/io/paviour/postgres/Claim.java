package io.paviour.postgres;

import io.paviour.plugin.Tenancy;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.util.Objects;

/// A `Database` resource as this driver reads it.
///
/// Its role and its database have the same name, the claim's identifier.
///
/// A role is ours if its comment, which a tenant cannot change, starts with the claim's mark. A database is ours if it
/// is owned by our role, or its comment starts with the mark.
record Claim(Resource resource) {
    private static final int DUMP_DIGITS = 8;

    /// Name of the role and of the database; see [Tenancy#identifier()].
    String identifier() {
        return tenancy().identifier();
    }

    private Tenancy tenancy() {
        return new Tenancy(resource, "db");
    }

    /// How comments of what belongs to this very claim start. A claim that is made anew under an old name has another
    /// `uid`, and so another mark.
    String mark() {
        return "paviour claim " + resource.uid() + " ";
    }

    /// The comment on role and database.
    String comment() {
        return mark() + resource.ref();
    }

    /// The comment on a database that was filled from a dump.
    String comment(String dump) {
        return comment() + " restored from " + dump;
    }

    /// The name of its final dump.
    String dumpId() {
        return identifier() + "_" + Tenancy.hash(resource.uid(), DUMP_DIGITS);
    }

    String sizeName() {
        return resource.spec().string("size", "small");
    }

    boolean wantsHighAvailability() {
        return resource.spec().bool("highAvailability", false);
    }

    /// The dump to begin with; empty for an empty database.
    String restoreFrom() {
        return resource.spec().string("restoreFrom", "");
    }

    boolean isDeleting() {
        return resource.isDeleting();
    }

    /// Whether the owner said in so many words that it may go without a dump.
    boolean mayGoWithoutDump() {
        return resource.name().equals(resource.annotations().get(withoutDumpAnnotation()));
    }

    String withoutDumpAnnotation() {
        return resource.ref().kind().group() + "/delete-without-dump";
    }

    /// The Secret with its credentials.
    Ref secret() {
        return tenancy().secret();
    }

    /// The Secret as a resource; the values are kept elsewhere.
    Resource secretResource() {
        return tenancy().secretResource();
    }

    @Override
    public String toString() {
        return Objects.toString(resource.ref());
    }
}
