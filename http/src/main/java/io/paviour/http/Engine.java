package io.paviour.http;

import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.paviour.gauge.Span;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Helidon, and the only place that knows it: turns its requests into [Call]s and [Reply]s into its
/// responses.
final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final String PORTAL = "portal";
    private static final int GZIP_BYTES_MIN = 64 << 10;

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
    private final Reception reception;
    private final WebServer server;
    private final InetSocketAddress api;
    private final InetSocketAddress portal;
    private final AtomicLong requests = new AtomicLong();

    /// One of the two ways in.
    ///
    /// @param always the headers of all its answers
    private record Gate(String name, Door door, List<Reply.Header> always) {}

    private Engine(WebSettings settings, Statuses statuses, Reception reception, Gate programs, Gate browsers) {
        this.statuses = statuses;
        this.reception = reception;
        this.api = settings.api();
        this.portal = settings.portal();
        var api = WebServer.builder()
                .shutdownHook(false)
                .tls(tls -> tls.sslContext(Listener.context(settings.tls(), settings.trust()))
                        .clientAuth(settings.trust().isAsked() ? TlsClientAuth.OPTIONAL : TlsClientAuth.NONE));
        Listener.configure(api, settings.api(), settings.limits(), upgrader(programs));
        api.routing(HttpRouting.builder().any(handler(programs)));
        var portal = ListenerConfig.builder();
        Listener.configure(portal, settings.portal(), settings.limits(), upgrader(browsers));
        portal.routing(HttpRouting.builder().any(handler(browsers)));
        this.server = api.putSocket(PORTAL, portal.build()).build();
    }

    /// @throws IOException if an address is taken, or is none of this machine
    static Engine start(WebSettings settings, Statuses statuses, Reception reception, Door api, Door portal)
            throws IOException {
        // Helidon says so only in its log, with a stack, and starts without the address.
        Listener.check(settings.api());
        Listener.check(settings.portal());
        Listener.keepMappers();
        var engine = new Engine(
                settings,
                statuses,
                reception,
                new Gate("api", api, API_HEADERS),
                new Gate(PORTAL, portal, PORTAL_HEADERS));
        engine.server.start();
        if (!engine.server.isRunning()) {
            throw new IOException("nobody can connect: the log says why");
        }
        return engine;
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

    private Handler handler(Gate gate) {
        return (request, response) -> {
            String id = nextId();
            try (var visit = new Visit()) {
                Call call = call(request, gate, visit);
                reception.receive(call, id, span -> {
                    Reply reply = answer(gate.door, call, request.query().rawValue(), id);
                    call.sighting().answered(reply.status());
                    response.status(Status.create(reply.status()));
                    headers(reply, gate.always, id, span.traceparent()).forEach(header -> add(response, header));
                    send(response, reply, call, id);
                });
            }
        };
    }

    private String nextId() {
        return Long.toString(requests.incrementAndGet(), Character.MAX_RADIX);
    }

    private Upgrader upgrader(Gate gate) {
        return new Upgrader(new Upgrader.Asking() {
            @Override
            public void receive(Call bare, Upgrader.Conversing conversing) {
                String id = nextId();
                Call call = bare.with(reception.sighting(gate.name, bare.method(), bare.path()));
                reception.receive(call, id, span -> conversing.converse(call, id, span));
            }

            @Override
            public Reply answer(Call call, String query, String id) {
                return Engine.this.answer(gate.door, call, query, id);
            }

            @Override
            public List<Reply.Header> headers(Reply reply, String id, Span span) {
                return Engine.headers(reply, gate.always, id, span.traceparent());
            }
        });
    }

    private Call call(ServerRequest request, Gate gate, Visit visit) {
        String method = request.prologue().method().text().toUpperCase(Locale.ROOT);
        String path = request.path().rawPath();
        return new Call(
                method,
                path,
                Parameters.NONE,
                new SentHeaders(request.headers(), request.authority()),
                request.content().hasEntity()
                        ? new Body(request.content().inputStream())
                        : InputStream.nullInputStream(),
                SentHeaders.certificates(request.isSecure(), request.remotePeer()),
                visit,
                reception.sighting(gate.name, method, path));
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

    private static List<Reply.Header> headers(
            Reply reply, List<Reply.Header> always, String id, @Nullable String traceparent) {
        var headers = new ArrayList<>(always);
        headers.add(new Reply.Header("X-Request-Id", id));
        if (traceparent != null) {
            headers.add(new Reply.Header("traceparent", traceparent));
        }
        if (reply.headers().stream().noneMatch(header -> header.name().equals("Cache-Control"))) {
            headers.add(new Reply.Header("Cache-Control", "no-cache, private"));
        }
        if (reply.status() == 401) {
            headers.add(new Reply.Header("WWW-Authenticate", "Bearer"));
        }
        headers.addAll(reply.headers());
        return headers;
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
                byte[] body = body(response, whole, call);
                call.sighting().sent(body.length);
                response.send(body);
            }
            case Reply.Kept kept -> {
                add(response, new Reply.Header("Content-Type", kept.type()));
                if (call.method().equals("HEAD")) {
                    response.contentLength(kept.length());
                    response.send();
                    return;
                }
                boolean isTaken = takesGzip(call);
                if (isTaken) {
                    sayGzip(response);
                }
                byte[] body = isTaken ? kept.zipped() : Reply.unzip(kept.zipped());
                call.sighting().sent(body.length);
                response.send(body);
            }
            case Reply.Stream stream -> {
                add(response, new Reply.Header("Content-Type", stream.type()));
                call.visit().close();
                call.sighting().lasts();
                write(response, stream.writing(), out -> out, call, id);
            }
            case Reply.Flow flow -> {
                add(response, new Reply.Header("Content-Type", flow.type()));
                boolean isZipped = takesGzip(call);
                if (isZipped) {
                    sayGzip(response);
                }
                write(response, flow.writing(), isZipped ? Zip::new : BufferedOutputStream::new, call, id);
            }
        }
    }

    private static byte[] body(ServerResponse response, Reply.Whole whole, Call call) {
        boolean isWorthIt = whole.body().length >= GZIP_BYTES_MIN
                && takesGzip(call)
                && !whole.type().startsWith("image/png")
                && !whole.type().startsWith("font/");
        if (!isWorthIt) {
            return whole.body();
        }
        sayGzip(response);
        return Reply.zip(whole.body());
    }

    private static boolean takesGzip(Call call) {
        return call.header("accept-encoding").contains("gzip");
    }

    private static void sayGzip(ServerResponse response) {
        add(response, new Reply.Header("Content-Encoding", "gzip"));
        add(response, new Reply.Header("Vary", "Accept-Encoding"));
    }

    /// The answer has begun when a stream breaks off: all that can be said then is to drop the connection.
    private static void write(ServerResponse response, Reply.Writing writing, Wrapping wrapping, Call call, String id) {
        try (OutputStream out = wrapping.over(new Sink(response.outputStream(), call.sighting()))) {
            writing.writeTo(out);
        } catch (IOException | UncheckedIOException gone) {
            LOG.debug("{} the client went away: {}", id, gone.getMessage());
            throw new CloseConnectionException("the stream has ended");
        } catch (InterruptedException ended) {
            LOG.debug("{} the stream was ended", id);
            throw new CloseConnectionException("the stream has ended");
        } catch (RuntimeException bug) {
            LOG.error("request {} met a bug while its answer was written", id, bug);
            throw new CloseConnectionException("the stream has ended");
        }
    }

    /// What stands between the writer of an answer and the client.
    @FunctionalInterface
    private interface Wrapping {
        OutputStream over(OutputStream out) throws IOException;
    }

    /// Compresses quickly rather than well: the JSON of resources shrinks to a tenth all the same.
    private static final class Zip extends GZIPOutputStream {
        private static final int BUFFER_BYTES = 32 << 10;

        Zip(OutputStream out) throws IOException {
            super(out, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
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

    /// An answer whose troubles are [IOException]s, whatever the engine throws.
    private static final class Sink extends FilterOutputStream {
        private final Sighting sighting;

        Sink(OutputStream out, Sighting sighting) {
            super(out);
            this.sighting = sighting;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
                sighting.sent(length);
            } catch (RuntimeException gone) {
                throw new IOException("the client is gone", gone);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } catch (RuntimeException gone) {
                throw new IOException("the client is gone", gone);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (RuntimeException gone) {
                throw new IOException("the client is gone", gone);
            }
        }
    }
}
