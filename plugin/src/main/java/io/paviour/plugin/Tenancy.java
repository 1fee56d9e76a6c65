package io.paviour.plugin;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A claim as a tenant of an engine: what it is called there, and the Secret that leads to it.
///
/// @param use what its credentials are for, in one word: the Secret of `shop` is `<use>-shop` unless the
///     claim names another (`spec.secretName`), and its path `<use>/shop`
public record Tenancy(Resource claim, String use) {
    private static final int STEM_BYTES_MAX = 52;
    private static final int HASH_DIGITS = 10;
    private static final String PASSWORD_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int PASSWORD_LENGTH = 32;

    /// Its name on the engine: `<namespace>_<name>_<hash>` in lower case with everything but letters and
    /// digits as `_`, a letter first, cut to 52 bytes before the hash, which is 10 hex digits of the SHA-256
    /// of group, namespace and name. So no two claims of a kind share one, and a person still recognises
    /// it. At most 63 bytes.
    public String identifier() {
        String stem = (claim.namespace() + "_" + claim.name())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", "_");
        // A name that begins with a digit or pg_ would be refused by PostgreSQL or need quotes.
        String safe = stem.matches("[a-z].*") && !stem.startsWith("pg_") ? stem : "t_" + stem;
        Ref ref = claim.ref();
        String whole = ref.kind().group() + "/" + ref.namespace() + "/" + ref.name();
        return safe.substring(0, Math.min(safe.length(), STEM_BYTES_MAX)) + "_" + hash(whole, HASH_DIGITS);
    }

    /// The Secret with its credentials.
    public Ref secret() {
        var kind = new KindName(claim.kind().group(), "Secret");
        String name = claim.spec().string("secretName", "");
        return new Ref(kind, claim.namespace(), name.isEmpty() ? use + "-" + claim.name() : name);
    }

    /// The Secret as a resource; the values are kept elsewhere ([Secrets]).
    public Resource secretResource() {
        return new Resource(Json.object(
                "apiVersion",
                claim.apiVersion(),
                "kind",
                "Secret",
                "metadata",
                Json.object("name", secret().name(), "namespace", claim.namespace()),
                "spec",
                Json.object(
                        "owner",
                        claim.spec().string("owner"),
                        "path",
                        use + "/" + claim.name(),
                        "source",
                        "embedded")));
    }

    /// The first hex digits of the SHA-256 of a text.
    public static String hash(String text, int digits) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, digits);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    /// A password drawn now: 32 letters and digits out of 57, that no URI and no shell has to escape.
    public static String password(RandomGenerator random) {
        var password = new StringBuilder(PASSWORD_LENGTH);
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(PASSWORD_ALPHABET.charAt(random.nextInt(PASSWORD_ALPHABET.length())));
        }
        return password.toString();
    }

    /// The password among the values of a Secret, or null if there is none that every engine would take: 8 to 200
    /// printable ASCII characters without blanks.
    public static @Nullable String password(Map<String, String> values) {
        String password = values.get("password");
        boolean isUsable = password != null && password.matches("[!-~]{8,200}");
        return isUsable ? password : null;
    }
}
