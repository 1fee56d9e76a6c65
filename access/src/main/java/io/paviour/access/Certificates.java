package io.paviour.access;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

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
            if (!isAuthorityGood()) {
                makeAuthority();
            }
            if (!isDoorGood(hosts)) {
                makeDoor(hosts);
            }
            return read(directory.resolve("server.crt"), directory.resolve("server.key"));
        } catch (GeneralSecurityException | OperatorCreationException failed) {
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
        if (!exist("server.key", "server.crt")) {
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

    private static boolean isAddress(String host) {
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

    private void makeAuthority() throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair pair = pair();
        var name = new X500Name("CN=Paviour " + serial().toString(36));
        var builder = builder(name, name, pair, AUTHORITY_LIFE);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        var signed = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
        Files.writeString(directory.resolve("ca.crt"), pem(signed));
        PrivateFile.write(directory.resolve("ca.key"), pem(pkcs8(pair)));
    }

    private void makeDoor(List<String> hosts) throws IOException, GeneralSecurityException, OperatorCreationException {
        Identity authority = read(directory.resolve("ca.crt"), directory.resolve("ca.key"));
        KeyPair pair = pair();
        var issuer = X500Name.getInstance(
                authority.chain().getFirst().getSubjectX500Principal().getEncoded());
        var builder = builder(issuer, new X500Name("CN=paviour"), pair, DOOR_LIFE);
        var names = hosts.stream()
                .map(host -> new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        var signed = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.key()));
        Files.writeString(directory.resolve("server.crt"), pem(signed) + authorityPem());
        PrivateFile.write(directory.resolve("server.key"), pem(pkcs8(pair)));
    }

    private JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair pair, Duration life) {
        Instant now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                issuer,
                serial(),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(life)),
                subject,
                pair.getPublic());
    }

    private BigInteger serial() {
        var bytes = new byte[15];
        random.nextBytes(bytes);
        return new BigInteger(1, bytes);
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static Object pkcs8(KeyPair pair) throws IOException {
        return new org.bouncycastle.openssl.jcajce.JcaPKCS8Generator(pair.getPrivate(), null);
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
