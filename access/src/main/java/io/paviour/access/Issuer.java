package io.paviour.access;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes keys and signs certificates for them.
///
/// The only class that knows Bouncy Castle, whose jars are signed: their classes cannot come from a start-up cache, and
/// checking the signatures costs 0.15 CPU seconds, which every start but the first does without.
final class Issuer {
    private final InstantSource clock;
    private final RandomGenerator random;

    Issuer(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// A new authority, signed by itself.
    Certificates.Identity authority(Duration life) throws IOException, GeneralSecurityException {
        KeyPair pair = pair();
        var name = new X500Name("CN=Paviour " + serial().toString(36));
        var builder = builder(name, name, pair, life);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return new Certificates.Identity(pair.getPrivate(), List.of(sign(builder, pair.getPrivate())));
    }

    /// A new server certificate for these host names and addresses, with its issuer behind it.
    Certificates.Identity door(Certificates.Identity authority, List<String> hosts, Duration life)
            throws IOException, GeneralSecurityException {
        KeyPair pair = pair();
        X509Certificate above = authority.chain().getFirst();
        var issuer = X500Name.getInstance(above.getSubjectX500Principal().getEncoded());
        var builder = builder(issuer, new X500Name("CN=paviour"), pair, life);
        var names = hosts.stream().map(Issuer::name).toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        return new Certificates.Identity(pair.getPrivate(), List.of(sign(builder, authority.key()), above));
    }

    private static GeneralName name(String host) {
        return new GeneralName(Certificates.isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host);
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

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException failed) {
            throw new GeneralSecurityException(failed);
        }
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
}
