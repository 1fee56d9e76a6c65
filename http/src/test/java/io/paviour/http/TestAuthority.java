package io.paviour.http;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority of a test's own.
record TestAuthority(PrivateKey key, X509Certificate certificate) {
    /// What a client shows, its own certificate first, and the key to it.
    record Client(PrivateKey key, List<X509Certificate> chain) {}

    static TestAuthority named(String name) {
        KeyPair pair = pair();
        var subject = new X500Name("CN=" + name);
        return new TestAuthority(
                pair.getPrivate(),
                signed(subject, subject, pair, pair.getPrivate(), true, KeyPurposeId.anyExtendedKeyUsage, 1));
    }

    /// An authority below this one.
    TestAuthority below(String name) {
        KeyPair pair = pair();
        return new TestAuthority(
                pair.getPrivate(),
                signed(issuer(), new X500Name("CN=" + name), pair, key, true, KeyPurposeId.anyExtendedKeyUsage, 1));
    }

    Client client(String name) {
        return client(name, KeyPurposeId.id_kp_clientAuth, 1);
    }

    /// @param days until it ends; it began 30 days ago
    Client client(String name, KeyPurposeId use, int days) {
        KeyPair pair = pair();
        X509Certificate own = signed(issuer(), new X500Name(name), pair, key, false, use, days);
        return new Client(pair.getPrivate(), List.of(own, certificate));
    }

    private X500Name issuer() {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    private static X509Certificate signed(
            X500Name issuer,
            X500Name subject,
            KeyPair pair,
            PrivateKey by,
            boolean isAuthority,
            KeyPurposeId use,
            int days) {
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(now.minus(Duration.ofDays(30))),
                Date.from(now.plus(Duration.ofDays(days))),
                subject,
                pair.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (!isAuthority) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(by);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
