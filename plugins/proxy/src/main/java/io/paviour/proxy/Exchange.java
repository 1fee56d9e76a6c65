package io.paviour.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request and its response.
///
/// Until the head of the response goes to the client, a failure is a [Refusal] and becomes an answer; after that, the
/// client's connection is aborted, so that a part is never taken for the whole.
final class Exchange {
    private static final Duration UPLOAD_END = Duration.ofSeconds(1);

    private final Wire client;
    private final Request request;
    private final Instances instances;
    private final Limits limits;

    Exchange(Wire client, Request request, Instances instances, Limits limits) {
        this.client = client;
        this.request = request;
        this.instances = instances;
        this.limits = limits;
    }

    /// Passes the request on to one of the ready instances, and its answer back.
    ///
    /// @return whether the client's connection can take another request
    /// @throws Refusal if there is no answer: 502 if no instance could be reached or the one that was asked broke
    ///     off, 503 if all are busy, 504 if it kept silent
    boolean run(List<Instance> ready) throws IOException {
        IOException last = new Refusal(502, "no instance could be reached");
        for (Instance instance : instances.inOrder(ready)) {
            // What can be sent again goes over a kept connection first, and if that was just being closed, or the
            // instance ended, over a new one or to another instance.
            Upstream kept = request.isRepeatable() ? instances.kept(instance) : null;
            if (kept != null) {
                Response response = attempt(kept);
                if (response != null) {
                    return relay(kept, response, null);
                }
            }
            Upstream opened;
            try {
                opened = instances.open(instance);
            } catch (Refusal busy) {
                last = busy;
                continue;
            } catch (IOException _) {
                continue;
            }
            if (!request.isRepeatable()) {
                return once(opened);
            }
            Response response = attempt(opened);
            if (response != null) {
                return relay(opened, response, null);
            }
            last = new Refusal(502, "the instance broke off before it answered");
        }
        throw last;
    }

    /// Sends the request, and answers null if it should be tried elsewhere.
    private @Nullable Response attempt(Upstream upstream) throws IOException {
        try {
            send(upstream);
            return response(upstream, null);
        } catch (Refusal why) {
            upstream.drop();
            throw why;
        } catch (IOException _) {
            upstream.drop();
            return null;
        }
    }

    private void send(Upstream upstream) throws IOException {
        upstream.wire().timeout(limits.idleTimeout());
        request.write(upstream.wire(), client.peer());
        upstream.wire().flush();
    }

    /// Sends what may be sent only once.
    private boolean once(Upstream upstream) throws IOException {
        Upload upload = null;
        Response response;
        try {
            send(upstream);
            if (!(request.framing() instanceof Framing.None)) {
                upload = Upload.start(client, upstream.wire(), request.framing());
            }
            response = response(upstream, upload);
        } catch (IOException failed) {
            upstream.drop();
            if (upload != null) {
                upload.end(UPLOAD_END);
                Refusal why = upload.refusal();
                if (why != null) {
                    throw why;
                }
            }
            throw failed instanceof Refusal ? failed : new Refusal(502, "the instance broke off before it answered");
        }
        return response.status() == 101 ? tunnel(upstream, response) : relay(upstream, response, upload);
    }

    /// Reads the head of the response; interim ones (100, 103) go to the client as they come.
    private Response response(Upstream upstream, @Nullable Upload upload) throws IOException {
        try {
            await(upstream, upload);
            Response response = Response.read(upstream.wire(), request.method(), limits);
            while (response.isInterim()) {
                if (request.isHttp11()) {
                    response.write(client, List.of());
                    client.flush();
                }
                await(upstream, upload);
                response = Response.read(upstream.wire(), request.method(), limits);
            }
            if (response.status() == 101 && !request.isUpgrade()) {
                throw new Refusal(502, "the instance changed the protocol without being asked");
            }
            return response;
        } catch (SocketTimeoutException _) {
            throw new Refusal(504, "the instance did not answer in time");
        }
    }

    /// Waits for the first byte. As long as the body of the request is on its way, the instance may be silent.
    private static void await(Upstream upstream, @Nullable Upload upload) throws IOException {
        boolean isWaiting = true;
        while (isWaiting) {
            boolean isUploading = upload != null && !upload.hasEnded();
            try {
                upstream.wire().await();
                isWaiting = false;
            } catch (SocketTimeoutException silent) {
                if (!isUploading) {
                    throw silent;
                }
            }
        }
    }

    private boolean relay(Upstream upstream, Response response, @Nullable Upload upload) throws IOException {
        boolean isWhole = false;
        boolean isReusable = false;
        try {
            boolean keepsClient = request.keepsConnection() && !(response.framing() instanceof Framing.UntilClose);
            boolean isChunked = response.framing() instanceof Framing.Chunked;
            response.write(client, connection(keepsClient, isChunked && request.isHttp11()));
            // The client must see the head at once, not with the first piece of the body.
            client.flush();
            var transfer = new Transfer(upstream.wire(), client);
            if (isChunked && !request.isHttp11()) {
                transfer.unchunked();
            } else {
                transfer.body(response.framing());
            }
            isWhole = true;
            boolean isUploaded = upload == null || upload.end(UPLOAD_END);
            isReusable =
                    isUploaded && response.keepsConnection() && !upstream.wire().isAhead();
            return keepsClient && isUploaded;
        } catch (Refusal tooLate) {
            throw new IOException("the body of an answer is malformed", tooLate);
        } finally {
            if (isReusable) {
                upstream.keep();
            } else {
                upstream.drop();
            }
            if (!isWhole) {
                client.abort();
            }
        }
    }

    private static List<Head.Field> connection(boolean keepsClient, boolean isChunked) {
        var fields = new ArrayList<Head.Field>();
        if (isChunked) {
            fields.add(new Head.Field("Transfer-Encoding", "chunked"));
        }
        if (!keepsClient) {
            fields.add(new Head.Field("Connection", "close"));
        }
        return fields;
    }

    /// Moves bytes both ways until both sides have ended.
    private boolean tunnel(Upstream upstream, Response response) throws IOException {
        try {
            response.write(
                    client, List.of(new Head.Field("Connection", "Upgrade"), new Head.Field("Upgrade", "websocket")));
            client.flush();
            client.timeout(limits.tunnelIdleTimeout());
            upstream.wire().timeout(limits.tunnelIdleTimeout());
            Upload upload = Upload.start(client, upstream.wire(), new Framing.UntilClose());
            new Transfer(upstream.wire(), client).untilEnd();
            client.finish();
            upload.end(UPLOAD_END);
            return false;
        } finally {
            upstream.drop();
        }
    }
}
