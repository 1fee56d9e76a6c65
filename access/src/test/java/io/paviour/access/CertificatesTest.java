package io.paviour.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.trial.TestClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificatesTest {
    private static final List<String> HOSTS = List.of("127.0.0.1", "localhost");

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    @Test
    void theDoorIsTrustedByWhoTrustsTheAuthority() throws Exception {
        // The handshake looks at the machine's clock.
        var certificates = new Certificates(directory, java.time.InstantSource.system(), new Random(1));
        Certificates.Identity door = certificates.door(HOSTS);

        assertThat(greet(door, certificates.authorityPem(), "127.0.0.1")).isEqualTo('!');
        assertThat(greet(door, certificates.authorityPem(), "localhost")).isEqualTo('!');
        assertThatThrownBy(() -> greet(door, certificates.authorityPem(), "example.com"))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void theDoorIsKeptUntilItIsAboutToEnd() throws Exception {
        X509Certificate first = door(HOSTS);
        assertThat(door(HOSTS)).isEqualTo(first);
        assertThat(door(List.of("localhost", "127.0.0.1"))).isEqualTo(first);

        clock.advance(Certificates.DOOR_LIFE.minus(Certificates.RENEW_BEFORE).minus(Duration.ofHours(1)));
        assertThat(door(HOSTS)).isEqualTo(first);
        clock.advance(Duration.ofHours(2));

        X509Certificate second = door(HOSTS);
        assertThat(second).isNotEqualTo(first);
        assertThat(second.getIssuerX500Principal()).isEqualTo(first.getIssuerX500Principal());
        second.checkValidity(java.util.Date.from(clock.instant()));
    }

    @Test
    void otherHostsHaveAnotherDoor() throws Exception {
        X509Certificate first = door(HOSTS);

        X509Certificate second = door(List.of("127.0.0.1", "::1", "platform.example.com"));

        assertThat(second).isNotEqualTo(first);
        assertThat(door(List.of("127.0.0.1", "::1", "platform.example.com"))).isEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.key", "ca.crt", "server.key", "server.crt"})
    void whatIsMissingIsMadeAnewAndFitsTogether(String file) throws Exception {
        door(HOSTS);
        Files.delete(directory.resolve(file));

        X509Certificate door = door(HOSTS);

        door.verify(authority().getPublicKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.key", "server.key", "server.crt"})
    void filesOfTwoLivesAreNotMixed(String file) throws Exception {
        door(HOSTS);
        byte[] former = Files.readAllBytes(directory.resolve(file));
        try (var files = Files.list(directory)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        door(HOSTS);
        Files.write(directory.resolve(file), former);

        Certificates.Identity identity = certificates().door(HOSTS);

        identity.chain().getFirst().verify(authority().getPublicKey());
        assertThat(Certificates.fit(identity)).isTrue();
    }

    @Test
    void theAuthorityIsMadeAnewBeforeItEnds() throws Exception {
        door(HOSTS);
        clock.advance(Certificates.AUTHORITY_LIFE.minus(Certificates.RENEW_BEFORE));

        X509Certificate door = door(HOSTS);

        assertThat(authority().getNotAfter()).isAfter(door.getNotAfter());
        door.verify(authority().getPublicKey());
    }

    @Test
    void keysAreForTheirOwnerOnly() throws Exception {
        door(HOSTS);

        for (String key : List.of("ca.key", "server.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(key))))
                    .isEqualTo("rw-------");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void anIdentityIsReadFromPem(String algorithm) throws Exception {
        pem(algorithm);

        Certificates.Identity identity =
                Certificates.read(directory.resolve("given.crt"), directory.resolve("given.key"));

        assertThat(identity.chain()).hasSize(1);
        assertThat(Certificates.fit(identity)).isTrue();
    }

    @Test
    void aMalformedPemIsToldByItsName() throws Exception {
        pem("EC");
        Path broken = Files.writeString(directory.resolve("broken.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n");

        assertThatThrownBy(() -> Certificates.read(directory.resolve("given.crt"), broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.key");
    }

    /// Writes `given.crt` and `given.key` as another authority's tool would.
    private void pem(String algorithm) throws Exception {
        Path file = directory.resolve("given.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "given",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=given",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        var store = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
        write("given.crt", "CERTIFICATE", store.getCertificate("given").getEncoded());
        write(
                "given.key",
                "PRIVATE KEY",
                store.getKey("given", "changeit".toCharArray()).getEncoded());
    }

    private void write(String name, String label, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                directory.resolve(name),
                "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }

    private Certificates certificates() {
        return new Certificates(directory, clock, new Random(1));
    }

    private X509Certificate door(List<String> hosts) throws IOException {
        return certificates().door(hosts).chain().getFirst();
    }

    private X509Certificate authority() throws Exception {
        return parse(certificates().authorityPem());
    }

    private static X509Certificate parse(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
    }

    /// Serves one connection behind `door` and returns what its peer reads, if the peer trusts `authority` for `host`.
    private static int greet(Certificates.Identity door, String authority, String host) throws Exception {
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("door", door.key(), new char[0], door.chain().toArray(X509Certificate[]::new));
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, new char[0]);
        var serving = SSLContext.getInstance("TLS");
        serving.init(keyManagers.getKeyManagers(), null, null);
        var trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("authority", parse(authority));
        var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trust);
        var asking = SSLContext.getInstance("TLS");
        asking.init(null, trustManagers.getTrustManagers(), null);
        var loopback = java.net.InetAddress.getLoopbackAddress();
        try (var listener = (SSLServerSocket) serving.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            var served = CompletableFuture.runAsync(() -> {
                try (var connection = listener.accept()) {
                    connection.getOutputStream().write('!');
                } catch (IOException refused) {
                    // The peer says why.
                }
            });
            try (var plain = new java.net.Socket(loopback, listener.getLocalPort());
                    var socket = (SSLSocket)
                            asking.getSocketFactory().createSocket(plain, host, listener.getLocalPort(), true)) {
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                return socket.getInputStream().read();
            } finally {
                served.join();
            }
        }
    }
}
