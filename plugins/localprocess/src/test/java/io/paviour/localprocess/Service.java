package io.paviour.localprocess;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/// What runs in the replicas of tests: answers with its process id and `ANSWER`; `/sick` makes `/healthz` fail.
final class Service {
    public static void main(String... arguments) throws IOException {
        var sick = new AtomicBoolean();
        int port = Integer.parseInt(System.getenv("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(System.getenv("HOST"), port), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/sick")) {
                sick.set(true);
            }
            boolean unwell = path.equals("/healthz") && sick.get();
            String text = ProcessHandle.current().pid() + " " + System.getenv("ANSWER") + " "
                    + ProcessHandle.current().info().user().orElse("") + " "
                    + System.getenv("HOME");
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(unwell ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        System.out.println("listens on " + port);
    }
}
