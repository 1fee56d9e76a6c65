package io.paviour.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/// Whose certificates are believed: those signed by the kubeconfig's authority and no others, or, if it names none,
/// those that Java trusts.
final class Trust {
    private Trust() {}

    static SSLContext of(Kubeconfig kubeconfig) throws Failure {
        String authority = kubeconfig.authority();
        try {
            if (authority == null) {
                return SSLContext.getDefault();
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var pem = new ByteArrayInputStream(authority.getBytes(StandardCharsets.US_ASCII));
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw new Failure("the certificate authority in " + kubeconfig.file() + " has no certificate");
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new Failure(
                    "the certificate authority in " + kubeconfig.file() + " cannot be used: " + unusable.getMessage());
        }
    }

    /// Says what a handshake failed of.
    static Failure failure(SSLException insecure, Kubeconfig kubeconfig) {
        String why = insecure.getMessage();
        for (Throwable cause = insecure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                why = "it has expired";
                break;
            }
            if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
                why = "it is not signed by "
                        + (kubeconfig.authority() == null
                                ? "anybody Java trusts"
                                : "the authority in " + kubeconfig.file());
            }
        }
        return new Failure("the certificate of " + kubeconfig.server() + " is not trusted: " + why);
    }
}
