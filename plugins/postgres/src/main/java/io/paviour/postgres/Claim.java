package io.paviour.postgres;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/// A `Database` resource as this driver reads it.
///
/// Its role and its database have the same name, the claim's identifier: `<namespace>_<name>_<hash>` in lower case
/// with everything but letters and digits as `_`, cut to 52 bytes before the hash, which is 10 hex digits of the
/// SHA-256 of group, namespace and name. So two claims never share one, and a person still recognises it.
///
/// A role is ours if its comment, which a tenant cannot change, starts with the claim's mark. A database is ours if it
/// is owned by our role, or its comment starts with the mark.
record Claim(Resource resource) {
    private static final int STEM_BYTES_MAX = 52;
    private static final int HASH_DIGITS = 10;
    private static final int DUMP_DIGITS = 8;

    /// Name of the role and of the database; at most 63 bytes.
    String identifier() {
        String stem = (resource.namespace() + "_" + resource.name())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", "_");
        // A name that begins with a digit or pg_ would be refused by PostgreSQL or need quotes.
        String safe = stem.matches("[a-z].*") && !stem.startsWith("pg_") ? stem : "t_" + stem;
        Ref ref = resource.ref();
        String whole = ref.kind().group() + "/" + ref.namespace() + "/" + ref.name();
        return safe.substring(0, Math.min(safe.length(), STEM_BYTES_MAX)) + "_" + hash(whole, HASH_DIGITS);
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
        return identifier() + "_" + hash(resource.uid(), DUMP_DIGITS);
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
        var kind = new KindName(resource.kind().group(), "Secret");
        String name = resource.spec().string("secretName", "");
        return new Ref(kind, resource.namespace(), name.isEmpty() ? "db-" + resource.name() : name);
    }

    /// The Secret as a resource; the values are kept elsewhere.
    Resource secretResource() {
        return new Resource(Json.object(
                "apiVersion",
                resource.apiVersion(),
                "kind",
                "Secret",
                "metadata",
                Json.object("name", secret().name(), "namespace", resource.namespace()),
                "spec",
                Json.object(
                        "owner",
                        resource.spec().string("owner"),
                        "path",
                        "db/" + resource.name(),
                        "source",
                        "embedded")));
    }

    static String hash(String text, int digits) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, digits);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    @Override
    public String toString() {
        return Objects.toString(resource.ref());
    }
}
