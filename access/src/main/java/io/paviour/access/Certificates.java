package io.paviour.access;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The house's own certificate authority and the certificate of its door, made at the first start and kept as PEM.
public final class Certificates {
    /// How long the authority is good for.
    public static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);

    /// How long a certificate of the door is good for.
    public static final Duration DOOR_LIFE = Duration.ofDays(365);

    /// A certificate that ends sooner than this is made anew at a start.
    public static final Duration RENEW_BEFORE = Duration.ofDays(60);

    private final Path directory;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// A private key with its certificate, the issuers behind it.
    public record Identity(PrivateKey key, List<X509Certificate> chain) {
        /// Copies `chain`.
        public Identity {
            chain = List.copyOf(chain);
        }
    }

    /// Keeps its files in `directory`: `ca.crt`, `ca.key`, `server.crt`, `server.key`.
    public Certificates(Path directory, InstantSource clock, RandomGenerator random) {
        this.directory = directory;
        this.clock = clock;
        this.random = random;
    }

    /// The certificate of the authority, in PEM, for clients.
    public String authorityPem() throws IOException {
        return Files.readString(directory.resolve("ca.crt"));
    }

    /// The door's identity for these host names and addresses; made, with the authority, where it is missing, about to
    /// end, or for other hosts.
    public Identity door(List<String> hosts) throws IOException {
        try {
            Files.createDirectories(directory);
            // A door is made only by an authority that outlives it: while the door is good, so is the authority.
            if (!isDoorGood(hosts)) {
                if (!isAuthorityGood()) {
                    makeAuthority();
                }
                makeDoor(hosts);
            }
            return read(directory.resolve("server.crt"), directory.resolve("server.key"));
        } catch (GeneralSecurityException failed) {
            throw new IOException(
                    "the certificates in " + directory + " cannot be made: " + failed.getMessage(), failed);
        }
    }

    /// Reads an identity from PEM files: a chain of certificates, and a private key in PKCS#8 form (RSA or EC).
    public static Identity read(Path certificates, Path key) throws IOException {
        try (var in = Files.newInputStream(certificates)) {
            var chain = new ArrayList<X509Certificate>();
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(certificate -> chain.add((X509Certificate) certificate));
            if (chain.isEmpty()) {
                throw new IOException(certificates + " has no certificate");
            }
            String pem = Files.readString(key);
            byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
            return new Identity(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)), chain);
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            throw new IOException(
                    "cannot read " + certificates + " and " + key + " (PEM, the key in PKCS#8 form): "
                            + malformed.getMessage(),
                    malformed);
        }
    }

    private boolean isAuthorityGood() throws IOException, GeneralSecurityException {
        if (!exist("ca.key", "ca.crt")) {
            return false;
        }
        Identity authority = read(directory.resolve("ca.crt"), directory.resolve("ca.key"));
        return fit(authority) && outlives(authority.chain().getFirst(), DOOR_LIFE);
    }

    private boolean isDoorGood(List<String> hosts) throws IOException, GeneralSecurityException {
        if (!exist("ca.key", "ca.crt", "server.key", "server.crt")) {
            return false;
        }
        Identity identity = read(directory.resolve("server.crt"), directory.resolve("server.key"));
        X509Certificate door = identity.chain().getFirst();
        boolean isOfAuthority = identity.chain().size() == 2
                && authorityPem().equals(pem(identity.chain().getLast()));
        return isOfAuthority && fit(identity) && names(door).equals(plain(hosts)) && outlives(door, RENEW_BEFORE);
    }

    private boolean exist(String... names) {
        return Stream.of(names).allMatch(name -> Files.exists(directory.resolve(name)));
    }

    private boolean outlives(X509Certificate certificate, Duration time) {
        return certificate.getNotAfter().toInstant().isAfter(clock.instant().plus(time));
    }

    private static Set<String> names(X509Certificate door) throws GeneralSecurityException, IOException {
        var names = new ArrayList<String>();
        var alternatives = door.getSubjectAlternativeNames();
        if (alternatives != null) {
            alternatives.forEach(name -> names.add(name.get(1).toString()));
        }
        return plain(names);
    }

    /// With one spelling for each address.
    private static Set<String> plain(List<String> hosts) throws IOException {
        var plain = new TreeSet<String>();
        for (String host : hosts) {
            plain.add(isAddress(host) ? InetAddress.getByName(host).getHostAddress() : host);
        }
        return plain;
    }

    static boolean isAddress(String host) {
        return host.matches("[0-9.]+|.*:.*");
    }

    /// Whether the key is that of the certificate: files of two lives may be mixed after a crash.
    static boolean fit(Identity identity) throws GeneralSecurityException {
        String algorithm = identity.key().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        byte[] text = {1, 2, 3};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(identity.key());
        signing.update(text);
        byte[] signed = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(identity.chain().getFirst().getPublicKey());
        verifying.update(text);
        return verifying.verify(signed);
    }

    private void makeAuthority() throws IOException, GeneralSecurityException {
        Identity authority = new Issuer(clock, random).authority(AUTHORITY_LIFE);
        Files.writeString(directory.resolve("ca.crt"), pem(authority.chain().getFirst()));
        PrivateFile.write(directory.resolve("ca.key"), pem(authority.key()));
    }

    private void makeDoor(List<String> hosts) throws IOException, GeneralSecurityException {
        Identity authority = read(directory.resolve("ca.crt"), directory.resolve("ca.key"));
        Identity door = new Issuer(clock, random).door(authority, hosts, DOOR_LIFE);
        Files.writeString(directory.resolve("server.crt"), pem(door.chain().getFirst()) + authorityPem());
        PrivateFile.write(directory.resolve("server.key"), pem(door.key()));
    }

    private static String pem(X509Certificate certificate) throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /// RFC 7468.
    private static String pem(String label, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
