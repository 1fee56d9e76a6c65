package io.paviour.http;

import io.helidon.common.mapper.MapperManager;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.paviour.access.Certificates;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// How the engine listens: addresses, limits, TLS, and what it says without asking us.
final class Listener {
    private static final int BODY_BYTES_FACTOR = 4;

    private Listener() {}

    /// Has the engine keep the mappers by which it reads headers such as `Content-Length`: otherwise it looks them
    /// up and builds them anew for each request, which took a fifth of the time of a create on its own thread.
    @SuppressWarnings("removal") // Helidon 4 has no other name for it
    static void keepMappers() {
        MapperManager.global(MapperManager.create());
    }

    static void configure(
            ListenerConfig.BuilderBase<?, ?> listener, InetSocketAddress address, WebLimits limits, Upgrader upgrader) {
        Http1Config protocol = Http1Config.builder()
                .maxHeadersSize(limits.headerBytesMax())
                .addSendListener(new NoLengthOfNothing())
                .build();
        listener.address(address.getAddress())
                .port(address.getPort())
                // Otherwise the kernel holds back the end of a list, and each event after another, until the client has
                // acknowledged what came before, for which it may take 40 ms.
                .connectionOptions(options -> options.tcpNoDelay(true))
                .maxTcpConnections(limits.connectionsMax())
                .idleConnectionTimeout(limits.idle())
                .maxPayloadSize((long) limits.bodyBytesMax() * BODY_BYTES_FACTOR)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(Http1ConnectionSelector.builder()
                        .config(protocol)
                        .addUpgrader(upgrader)
                        .build())
                .directHandlers(refusals());
    }

    /// Says whether an address can be listened on.
    ///
    /// @throws IOException if it is taken, or is none of this machine
    static void check(InetSocketAddress address) throws IOException {
        try (var probe = new ServerSocket()) {
            probe.bind(address);
        } catch (BindException taken) {
            String text = address.getHostString() + ":" + address.getPort();
            throw new IOException("nothing can listen on " + text + ": " + taken.getMessage(), taken);
        }
    }

    static SSLContext context(Certificates.Identity identity, ClientTrust trust) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "server", identity.key(), new char[0], identity.chain().toArray(Certificate[]::new));
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[] {new Anybody(trust.roots())}, null);
            return context;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalArgumentException("the certificate and key of the API cannot be used", unusable);
        }
    }

    /// Takes any client certificate, as the API server of Kubernetes does: a client with a good token may show
    /// one that means nothing here. Who it is, [ClientTrust] decides per request; that the client has the key to
    /// what it shows is part of the handshake.
    private static final class Anybody extends X509ExtendedTrustManager {
        private final List<X509Certificate> roots;

        Anybody(List<X509Certificate> roots) {
            this.roots = roots;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("this side is the server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return roots.toArray(X509Certificate[]::new);
        }
    }

    /// What the engine refuses by itself, said as everything else is.
    private static DirectHandlers refusals() {
        var handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, (request, event, told, headers, message) -> {
                // What is no HTTP at all, such as a method with a bracket in it, the engine takes for its own mistake.
                Status status = event == DirectHandler.EventType.INTERNAL_ERROR
                                && request.method().isEmpty()
                        ? Status.BAD_REQUEST_400
                        : told;
                String reason = status.code() == 413 ? "RequestEntityTooLarge" : "BadRequest";
                Json.Obj body = Statuses.status(status.code(), reason, "the request cannot be read", Json.Obj.EMPTY);
                return DirectHandler.TransportResponse.builder()
                        .status(status)
                        .headers(headers)
                        .header(HeaderValues.CONTENT_TYPE_JSON)
                        .keepAlive(event.keepAlive())
                        .entity(JsonText.bytes(body))
                        .build();
            });
        }
        return handlers.build();
    }

    /// Takes the length out of answers without a body. The engine puts a 0 there, and kubectl would take it over to
    /// the document that it keeps, whose tag the 304 confirms.
    private static final class NoLengthOfNothing implements Http1ConnectionListener {
        @Override
        public void headers(ConnectionContext connection, Headers headers) {
            boolean isBare = headers.contains(HeaderNames.ETAG) && !headers.contains(HeaderNames.CONTENT_TYPE);
            if (isBare && headers instanceof ServerResponseHeaders response) {
                response.remove(HeaderNames.CONTENT_LENGTH);
            }
        }
    }
}
