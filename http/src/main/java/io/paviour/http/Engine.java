package io.paviour.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.paviour.access.Certificates;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Helidon, and the only place that knows it: turns its requests into [Call]s and [Reply]s into its responses.
final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final String PORTAL = "portal";
    private static final int GZIP_BYTES_MIN = 64 << 10;
    private static final int BODY_BYTES_FACTOR = 4;

    private static final List<Reply.Header> API_HEADERS =
            List.of(new Reply.Header("X-Content-Type-Options", "nosniff"));
    private static final List<Reply.Header> PORTAL_HEADERS = List.of(
            new Reply.Header("X-Content-Type-Options", "nosniff"),
            new Reply.Header("Referrer-Policy", "no-referrer"),
            new Reply.Header("Cross-Origin-Opener-Policy", "same-origin"),
            new Reply.Header(
                    "Content-Security-Policy",
                    "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
                            + "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"));

    private final Statuses statuses;
    private final WebServer server;
    private final InetSocketAddress api;
    private final InetSocketAddress portal;
    private final AtomicLong requests = new AtomicLong();

    private Engine(WebSettings settings, Statuses statuses, Door apiDoor, Door portalDoor) {
        this.statuses = statuses;
        this.api = settings.api();
        this.portal = settings.portal();
        var programs = WebServer.builder().shutdownHook(false).tls(tls -> tls.sslContext(context(settings.tls())));
        listen(programs, settings.api(), settings.limits());
        programs.routing(HttpRouting.builder().any(handler(apiDoor, API_HEADERS)));
        var browsers = ListenerConfig.builder();
        listen(browsers, settings.portal(), settings.limits());
        browsers.routing(HttpRouting.builder().any(handler(portalDoor, PORTAL_HEADERS)));
        this.server = programs.putSocket(PORTAL, browsers.build()).build();
    }

    static Engine start(WebSettings settings, Statuses statuses, Door api, Door portal) {
        var engine = new Engine(settings, statuses, api, portal);
        engine.server.start();
        return engine;
    }

    private static void listen(ListenerConfig.BuilderBase<?, ?> listener, InetSocketAddress address, WebLimits limits) {
        listener.address(address.getAddress())
                .port(address.getPort())
                .maxTcpConnections(limits.connectionsMax())
                .idleConnectionTimeout(limits.idle())
                .maxPayloadSize((long) limits.bodyBytesMax() * BODY_BYTES_FACTOR)
                .addProtocol(Http1Config.builder()
                        .maxHeadersSize(limits.headerBytesMax())
                        .addSendListener(new NoLengthOfNothing())
                        .build())
                .directHandlers(refusals());
    }

    private static SSLContext context(Certificates.Identity identity) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "server", identity.key(), new char[0], identity.chain().toArray(Certificate[]::new));
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalArgumentException("the certificate and key of the API cannot be used", unusable);
        }
    }

    /// What the engine refuses by itself, said as everything else is.
    private static DirectHandlers refusals() {
        var handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, (request, event, status, headers, message) -> {
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

    URI apiUri() {
        return URI.create("https://" + api.getHostString() + ":" + server.port());
    }

    URI portalUri() {
        return URI.create("http://" + portal.getHostString() + ":" + server.port(PORTAL));
    }

    @Override
    public void close() {
        server.stop();
    }

    private Handler handler(Door door, List<Reply.Header> always) {
        return (request, response) -> {
            long began = System.nanoTime();
            String id = Long.toString(requests.incrementAndGet(), Character.MAX_RADIX);
            Call call = call(request);
            Reply reply = answer(door, call, request.query().rawValue(), id);
            head(response, reply, always, id);
            try {
                send(response, reply, call, id);
            } finally {
                long micros = (System.nanoTime() - began) / 1_000;
                LOG.debug("{} {} {} {} {}us", id, call.method(), call.path(), reply.status(), micros);
            }
        };
    }

    private static Call call(ServerRequest request) {
        Call.Headers headers = name -> name.equals("host") ? request.authority() : header(request, name);
        return new Call(
                request.prologue().method().text().toUpperCase(Locale.ROOT),
                request.path().rawPath(),
                Parameters.NONE,
                headers,
                request.content().hasEntity()
                        ? new Body(request.content().inputStream())
                        : InputStream.nullInputStream());
    }

    private static @Nullable String header(ServerRequest request, String name) {
        HeaderName known = HeaderNames.create(name);
        return request.headers().contains(known)
                ? String.join(
                        name.equals("cookie") ? ";" : ",",
                        request.headers().get(known).allValues())
                : null;
    }

    /// Asks the door; whatever happens there, there is an answer.
    private Reply answer(Door door, Call call, String query, String id) {
        try {
            return door.answer(call.with(Parameters.parse(query)));
        } catch (ProblemException no) {
            return statuses.reply(no.problem());
        } catch (RequestException unreadable) {
            return Statuses.failure(
                    unreadable.status().code(), "BadRequest", "the request cannot be read", Json.Obj.EMPTY);
        } catch (IOException cut) {
            return statuses.reply(new Problem.BadRequest("the body of the request could not be read to its end"));
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.error("request {} met a bug: {} {}", id, call.method(), call.path(), bug);
            return statuses.bug(id);
        }
    }

    private static void head(ServerResponse response, Reply reply, List<Reply.Header> always, String id) {
        response.status(Status.create(reply.status()));
        always.forEach(header -> add(response, header));
        add(response, new Reply.Header("X-Request-Id", id));
        if (reply.headers().stream().noneMatch(header -> header.name().equals("Cache-Control"))) {
            add(response, new Reply.Header("Cache-Control", "no-cache, private"));
        }
        if (reply.status() == 401) {
            add(response, new Reply.Header("WWW-Authenticate", "Bearer"));
        }
        reply.headers().forEach(header -> add(response, header));
    }

    private static void add(ServerResponse response, Reply.Header header) {
        response.headers().add(HeaderValues.create(header.name(), header.value()));
    }

    private static void send(ServerResponse response, Reply reply, Call call, String id) {
        switch (reply) {
            case Reply.Bare _ -> response.send();
            case Reply.Whole whole -> {
                add(response, new Reply.Header("Content-Type", whole.type()));
                if (call.method().equals("HEAD")) {
                    response.contentLength(whole.body().length);
                    response.send();
                    return;
                }
                response.send(body(response, whole, call));
            }
            case Reply.Stream stream -> {
                add(response, new Reply.Header("Content-Type", stream.type()));
                stream(response, stream, id);
            }
        }
    }

    private static byte[] body(ServerResponse response, Reply.Whole whole, Call call) {
        boolean isWorthIt = whole.body().length >= GZIP_BYTES_MIN
                && call.header("accept-encoding").contains("gzip")
                && !whole.type().startsWith("image/png")
                && !whole.type().startsWith("font/");
        if (!isWorthIt) {
            return whole.body();
        }
        var zipped = new ByteArrayOutputStream(whole.body().length / 4);
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(whole.body());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        add(response, new Reply.Header("Content-Encoding", "gzip"));
        add(response, new Reply.Header("Vary", "Accept-Encoding"));
        return zipped.toByteArray();
    }

    /// The answer has begun when a stream breaks off: all that can be said then is to drop the connection.
    private static void stream(ServerResponse response, Reply.Stream stream, String id) {
        try (OutputStream out = response.outputStream()) {
            stream.writing().writeTo(out);
        } catch (IOException | UncheckedIOException gone) {
            LOG.debug("{} the client went away: {}", id, gone.getMessage());
            throw new CloseConnectionException("the stream has ended");
        } catch (InterruptedException ended) {
            LOG.debug("{} the stream was ended", id);
            throw new CloseConnectionException("the stream has ended");
        }
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

    /// A body whose troubles are [IOException]s, whatever the engine throws.
    private static final class Body extends InputStream {
        private final InputStream in;

        Body(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            try {
                return in.read(into, from, length);
            } catch (RequestException refused) {
                throw refused;
            } catch (RuntimeException cut) {
                throw new IOException("the body ended early", cut);
            }
        }
    }
}
