package io.paviour.localprocess;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Asks a process on this machine whether it is well.
final class Probe implements AutoCloseable {
    private static final int OK_FIRST = 200;
    private static final int OK_LAST = 399;

    /// Made when the first workload asks for it: it costs a tenth of a second of every start.
    private @Nullable HttpClient client;

    /// Whether `GET path` is answered with 200 to 399, or, without a path, whether a connection is accepted.
    boolean isWell(@Nullable String path, int port, Duration timeout) throws InterruptedException {
        try {
            return path == null ? accepts(port, timeout) : answers(path, port, timeout);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean answers(String path, int port, Duration timeout) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(timeout)
                .header("User-Agent", "paviour-probe")
                .build();
        HttpResponse<java.io.InputStream> response = client().send(request, HttpResponse.BodyHandlers.ofInputStream());
        // The body may never end.
        response.body().close();
        return response.statusCode() >= OK_FIRST && response.statusCode() <= OK_LAST;
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
        }
        return client;
    }

    private static boolean accepts(int port, Duration timeout) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) timeout.toMillis());
            // Where nobody listens, the kernel may give the client this very port, and it meets itself.
            return socket.getLocalPort() != port;
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
