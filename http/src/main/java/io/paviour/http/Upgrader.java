package io.paviour.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.paviour.gauge.Span;
import io.paviour.resource.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches by WebSocket: what Helidon asks when a client would like to change the protocol. Everything
/// else about a
/// watch is as it is without: the same door, the same limits, the same writer.
record Upgrader(Asking asking) implements Http1Upgrader {
    private static final Logger LOG = LoggerFactory.getLogger(Upgrader.class);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    /// Asks a door; whatever happens there, there is an answer.
    interface Asking {
        /// Has a request counted, told and noted while it is answered.
        void receive(Call bare, Conversing conversing);

        Reply answer(Call call, String query, String id);

        /// The headers of an answer, all but those of its body.
        List<Reply.Header> headers(Reply reply, String id, Span span);
    }

    /// Answers a request, to the end of the answer.
    @FunctionalInterface
    interface Conversing {
        /// Answers `call`, which the log knows as `id`.
        void converse(Call call, String id, Span span);
    }

    @Override
    public String supportedProtocol() {
        return "websocket";
    }

    @Override
    public @Nullable ServerConnection upgrade(
            ConnectionContext connection, HttpPrologue prologue, WritableHeaders<?> headers) {
        var bare = new Call(
                prologue.method().text().toUpperCase(Locale.ROOT),
                prologue.uriPath().rawPath(),
                Parameters.NONE,
                SentHeaders.of(headers),
                InputStream.nullInputStream(),
                SentHeaders.certificates(connection.isSecure(), connection.remotePeer()),
                new Visit(),
                Sighting.uncounted());
        String query = prologue.query().rawValue();
        try {
            Call call = bare.with(Parameters.parse(query));
            return Handshake.isWanted(call) ? new Conversation(connection, call, query) : null;
        } catch (ProblemException unreadable) {
            // It is answered as any other request, which says what is wrong.
            return null;
        }
    }

    /// What becomes of one connection.
    private final class Conversation implements ServerConnection {
        private final ConnectionContext connection;
        private final Call call;
        private final String query;
        private @Nullable Thread writer;

        Conversation(ConnectionContext connection, Call call, String query) {
            this.connection = connection;
            this.call = call;
            this.query = query;
        }

        @Override
        public void handle(Limit limit) {
            asking.receive(call, this::answer);
        }

        private void answer(Call counted, String id, Span span) {
            Handshake handshake = Handshake.of(counted);
            Reply refusal = handshake.refusal();
            Reply reply;
            try (var _ = counted.visit()) {
                reply = refusal == null ? asking.answer(handshake.call(), query, id) : refusal;
            }
            Sighting sighting = counted.sighting();
            sighting.answered(reply instanceof Reply.Stream ? 101 : reply.status());
            List<Reply.Header> headers = asking.headers(reply, id, span);
            var out = new Sink(connection.dataWriter(), sighting);
            try {
                if (reply instanceof Reply.Stream stream) {
                    sighting.lasts();
                    converse(handshake, stream, headers, out, id);
                } else {
                    refuse(reply, headers, out);
                }
            } catch (IOException gone) {
                LOG.debug("{} the client went away: {}", id, gone.getMessage());
            } catch (InterruptedException ended) {
                LOG.debug("{} the stream was ended", id);
            } catch (RuntimeException bug) {
                LOG.error("request {} met a bug while its answer was written", id, bug);
            }
        }

        private void converse(Handshake handshake, Reply.Stream stream, List<Reply.Header> headers, Sink out, String id)
                throws IOException, InterruptedException {
            var socket = new WebSocket(new Source(connection.dataReader()), out);
            if (!accept(out, handshake, headers, id)) {
                socket.abandon();
                stream.writing().writeTo(socket.lines());
                return;
            }
            begin();
            Thread listener = Thread.ofVirtual().start(() -> listen(socket, id));
            boolean isDone = false;
            try {
                stream.writing().writeTo(socket.lines());
                isDone = true;
            } finally {
                done();
                int code = isDone ? WebSocket.NORMAL : WebSocket.GOING_AWAY;
                part(listener, Thread.ofVirtual().start(() -> close(socket, code, id)));
            }
        }

        /// @return whether the client has been told; if not, the writing is called all the same, to tidy up
        private boolean accept(OutputStream out, Handshake handshake, List<Reply.Header> more, String id) {
            var headers = new ArrayList<>(handshake.acceptance());
            headers.addAll(more);
            try {
                out.write(head(101, headers));
                out.flush();
                return true;
            } catch (IOException gone) {
                LOG.debug("{} the client went away: {}", id, gone.getMessage());
                return false;
            }
        }

        /// Waits until both sides have said that it is over; whoever is still at it then loses the socket.
        private static void part(Thread listener, Thread closer) throws InterruptedException {
            try {
                closer.join(CLOSING);
                listener.join(CLOSING);
            } finally {
                closer.interrupt();
                listener.interrupt();
            }
        }

        private void listen(WebSocket socket, String id) {
            try {
                socket.listen();
            } catch (IOException gone) {
                LOG.debug("{} the client went away: {}", id, gone.getMessage());
            } finally {
                end();
            }
        }

        private static void close(WebSocket socket, int code, String id) {
            try {
                socket.close(code);
            } catch (IOException gone) {
                LOG.debug("{} the client went away: {}", id, gone.getMessage());
            }
        }

        private static void refuse(Reply reply, List<Reply.Header> more, Sink out) throws IOException {
            byte[] body = switch (reply) {
                case Reply.Whole whole -> whole.body();
                case Reply.Kept kept -> Reply.unzip(kept.zipped());
                case Reply.Bare _, Reply.Stream _, Reply.Flow _ -> new byte[0];
            };
            var headers = new ArrayList<>(more);
            if (reply instanceof Reply.Whole whole) {
                headers.add(new Reply.Header("Content-Type", whole.type()));
            }
            headers.add(new Reply.Header("Content-Length", Integer.toString(body.length)));
            headers.add(new Reply.Header("Connection", "close"));
            out.write(head(reply.status(), headers));
            out.write(body);
            out.flush();
        }

        private static byte[] head(int status, List<Reply.Header> headers) {
            var head = new StringBuilder("HTTP/1.1 ")
                    .append(status)
                    .append(' ')
                    .append(Status.create(status).reasonPhrase())
                    .append("\r\n");
            for (Reply.Header header : headers) {
                head.append(header.name()).append(": ").append(header.value()).append("\r\n");
            }
            return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        }

        private synchronized void begin() {
            writer = Thread.currentThread();
        }

        /// An end that came too late is forgotten.
        private synchronized void done() {
            writer = null;
            boolean ignored = Thread.interrupted();
        }

        private synchronized void end() {
            if (writer != null) {
                writer.interrupt();
            }
        }

        /// Watches say that they are alive, and are ended if nobody listens.
        @Override
        public Duration idleTime() {
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            end();
        }
    }

    /// What the client sends; troubles are [IOException]s, whatever the engine throws.
    private static final class Source extends InputStream {
        private final DataReader in;

        Source(DataReader in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            try {
                in.ensureAvailable();
                byte[] bytes = in.readBytes(Math.min(length, in.available()));
                System.arraycopy(bytes, 0, into, from, bytes.length);
                return bytes.length;
            } catch (DataReader.InsufficientDataAvailableException end) {
                return -1;
            } catch (RuntimeException gone) {
                throw new IOException("the client is gone", gone);
            }
        }
    }

    /// What is sent to the client; troubles are [IOException]s, whatever the engine throws.
    private static final class Sink extends OutputStream {
        private final DataWriter out;
        private final Sighting sighting;

        Sink(DataWriter out, Sighting sighting) {
            this.out = out;
            this.sighting = sighting;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.writeNow(BufferData.create(bytes, from, length));
                sighting.sent(length);
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
