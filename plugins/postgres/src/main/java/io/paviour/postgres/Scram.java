package io.paviour.postgres;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// SCRAM-SHA-256 verifiers (RFC 5802, RFC 7677) in PostgreSQL's form
/// `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`: the server is given one in place of the password,
/// so that no password is ever in a statement. Passwords are plain ASCII, as ours are, so SASLprep changes nothing.
final class Scram {
    private static final int ITERATIONS = 4096;
    private static final int ITERATIONS_MAX = 100_000;
    private static final int SALT_BYTES = 16;
    private static final int KEY_BITS = 256;
    private static final Pattern FORM =
            Pattern.compile("SCRAM-SHA-256\\$([0-9]{1,6}):([A-Za-z0-9+/=]+)\\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+");

    private Scram() {}

    /// A verifier for a password, with a salt of its own.
    static String verifier(String password, RandomGenerator random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return verifier(password, salt, ITERATIONS);
    }

    /// Whether a verifier belongs to a password. One in another form does not.
    static boolean verifies(String verifier, String password) {
        Matcher form = FORM.matcher(verifier);
        if (!form.matches() || Integer.parseInt(form.group(1)) > ITERATIONS_MAX) {
            return false;
        }
        byte[] salt = Base64.getDecoder().decode(form.group(2));
        String expected = verifier(password, salt, Integer.parseInt(form.group(1)));
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), verifier.getBytes(StandardCharsets.US_ASCII));
    }

    private static String verifier(String password, byte[] salt, int iterations) {
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BITS))
                    .getEncoded();
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
            Base64.Encoder base64 = Base64.getEncoder();
            return "SCRAM-SHA-256$" + iterations + ":" + base64.encodeToString(salt) + "$"
                    + base64.encodeToString(stored) + ":" + base64.encodeToString(hmac(salted, "Server Key"));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", missing);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }
}
