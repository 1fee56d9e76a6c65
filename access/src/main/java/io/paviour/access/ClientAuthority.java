package io.paviour.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// A certificate authority whose client certificates say who somebody is: the common name is the user, organisations
/// are groups (Kubernetes documentation, "X509 client certificates").
///
/// Revocation lists are not asked: give out certificates that end soon.
public final class ClientAuthority {
    /// How long a certificate that was found good is not looked at again, its own dates apart.
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private static final int REMEMBERED_MAX = 1_000;
    private static final int INTERMEDIATES_MAX = 5;
    private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";
    private static final String FOR_ANYTHING = "2.5.29.37.0";

    private final List<X509Certificate> roots;
    private final InstantSource clock;
    private final Map<X509Certificate, Instant> good =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                @java.io.Serial
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<X509Certificate, Instant> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            });

    /// @throws IllegalArgumentException if there is no root
    public ClientAuthority(List<X509Certificate> roots, InstantSource clock) {
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("a certificate authority needs a certificate");
        }
        this.roots = List.copyOf(roots);
        this.clock = clock;
    }

    /// Reads the roots from a file with one or more certificates in PEM.
    public static ClientAuthority read(Path pem, InstantSource clock) throws IOException {
        try (var in = Files.newInputStream(pem)) {
            var roots = new ArrayList<X509Certificate>();
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(certificate -> roots.add((X509Certificate) certificate));
            if (roots.isEmpty()) {
                throw new IOException(pem + " has no certificate");
            }
            return new ClientAuthority(roots, clock);
        } catch (NoSuchFileException missing) {
            throw new IOException("there is no file " + pem + ", which is to have certificates in PEM", missing);
        } catch (GeneralSecurityException malformed) {
            throw new IOException(
                    "cannot read " + pem + " (certificates in PEM): " + malformed.getMessage(), malformed);
        }
    }

    /// Its own certificates, for clients that have several to choose from.
    public List<X509Certificate> roots() {
        return roots;
    }

    /// Whether a client's certificate, first in `chain`, comes from this authority, is meant for clients, and is good
    /// now. That the client has its key is for TLS to see.
    public boolean vouches(List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return false;
        }
        X509Certificate client = chain.getFirst();
        Instant now = clock.instant();
        if (now.isBefore(client.getNotBefore().toInstant())
                || now.isAfter(client.getNotAfter().toInstant())) {
            return false;
        }
        Instant until = good.get(client);
        if (until != null && until.isAfter(now)) {
            return true;
        }
        if (!isForClients(client) || !leadsHere(chain, now)) {
            return false;
        }
        good.put(client, now.plus(REMEMBERED));
        return true;
    }

    private static boolean isForClients(X509Certificate client) {
        try {
            List<String> uses = client.getExtendedKeyUsage();
            return uses == null || uses.contains(FOR_CLIENTS) || uses.contains(FOR_ANYTHING);
        } catch (java.security.cert.CertificateParsingException unreadable) {
            return false;
        }
    }

    private boolean leadsHere(List<X509Certificate> chain, Instant now) {
        try {
            var client = new X509CertSelector();
            client.setCertificate(chain.getFirst());
            Set<TrustAnchor> anchors =
                    roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet());
            var parameters = new PKIXBuilderParameters(anchors, client);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            parameters.setRevocationEnabled(false);
            parameters.setMaxPathLength(INTERMEDIATES_MAX);
            parameters.setDate(Date.from(now));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (CertPathBuilderException noWay) {
            return false;
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    /// The common name in a certificate, or null if it has none.
    public static @Nullable String commonName(X509Certificate certificate) {
        List<String> names = values(certificate, "CN");
        return names.isEmpty() ? null : names.getFirst();
    }

    /// The user that a certificate speaks of, or null if it has no common name or that of a part of the house. Whether
    /// it is to be believed is for [#vouches] to say.
    public static @Nullable Subject subject(X509Certificate certificate) {
        String user = commonName(certificate);
        if (user == null || user.isEmpty() || Subject.isHouse(user)) {
            return null;
        }
        var groups = new HashSet<>(values(certificate, "O"));
        groups.add(Subject.AUTHENTICATED);
        return new Subject(user, groups);
    }

    /// The values of an attribute of the certificate's subject, the most specific first.
    private static List<String> values(X509Certificate certificate, String type) {
        var values = new ArrayList<String>();
        try {
            var name = new LdapName(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253));
            for (Rdn part : name.getRdns().reversed()) {
                Attribute attribute = part.toAttributes().get(type);
                NamingEnumeration<?> all = attribute == null ? null : attribute.getAll();
                while (all != null && all.hasMore()) {
                    if (all.next() instanceof String value) {
                        values.add(value);
                    }
                }
            }
        } catch (InvalidNameException odd) {
            return List.of();
        } catch (NamingException impossible) {
            throw new IllegalStateException(impossible);
        }
        return List.copyOf(values);
    }
}
