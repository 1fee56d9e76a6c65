package io.paviour.example.hello;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Executors;

/// Serves `/` (a greeting and the count of visits), `/healthz` and `/stream`; with the argument `worker` it also writes
/// a heartbeat every few seconds.
///
/// Reads `PORT` (8080), `HOST` (127.0.0.1), `GREETING`, and where its database is: see [Database].
public final class Hello {
    private static final int STREAM_LINES = 10;
    private static final long STREAM_PAUSE_MILLIS = 200;
    private static final long HEARTBEAT_PAUSE_MILLIS = 5_000;

    private final String greeting;
    private final Database database;

    private Hello(String greeting, Database database) {
        this.greeting = greeting;
        this.database = database;
    }

    /// Starts the service.
    public static void main(String... arguments) throws IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        var hello = new Hello(environment.getOrDefault("GREETING", "Hello"), Database.of(environment));
        var address = new InetSocketAddress(
                environment.getOrDefault("HOST", "127.0.0.1"),
                Integer.parseInt(environment.getOrDefault("PORT", "8080")));
        HttpServer server = HttpServer.create(address, 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", answering(hello::greet));
        server.createContext("/healthz", answering(hello::health));
        server.createContext("/stream", Hello::stream);
        server.start();
        System.out.println("hello listens on " + address);
        if (arguments.length > 0 && arguments[0].equals("worker")) {
            hello.work();
        }
    }

    private record Answer(int status, String text) {}

    private interface Question {
        Answer answer(HttpExchange exchange) throws SQLException;
    }

    /// A database that is away is told to the caller, without its address or password.
    private static HttpHandler answering(Question question) {
        return exchange -> {
            Answer answer;
            try {
                answer = question.answer(exchange);
            } catch (SQLException e) {
                System.err.println("the database failed: " + e.getSQLState() + " " + e.getMessage());
                answer = new Answer(503, "the database does not answer\n");
            }
            byte[] body = answer.text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            try (exchange) {
                exchange.sendResponseHeaders(answer.status, body.length);
                exchange.getResponseBody().write(body);
            }
        };
    }

    private Answer greet(HttpExchange exchange) throws SQLException {
        String path = exchange.getRequestURI().getPath();
        if (!path.equals("/")) {
            return new Answer(404, "there is nothing at " + path + "\n");
        }
        String replica = greeting + " from process " + ProcessHandle.current().pid() + "\n";
        if (!database.isGiven()) {
            return new Answer(200, replica + "no database was given\n");
        }
        Database.Visit visit = database.visit();
        return new Answer(200, replica + "visit " + visit.number() + ", counted by " + visit.server() + "\n");
    }

    private Answer health(HttpExchange exchange) throws SQLException {
        if (database.isGiven()) {
            database.ping();
        }
        return new Answer(200, "ok\n");
    }

    private static void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        try (exchange) {
            // A length of 0 means: in chunks, until it is closed.
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            for (int line = 1; line <= STREAM_LINES; line++) {
                body.write(("line " + line + "\n").getBytes(StandardCharsets.UTF_8));
                body.flush();
                Thread.sleep(STREAM_PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() throws InterruptedException {
        while (true) {
            try {
                if (database.isGiven()) {
                    System.out.println("heartbeat " + database.beat());
                }
            } catch (SQLException e) {
                System.err.println("no heartbeat: " + e.getSQLState() + " " + e.getMessage());
            }
            Thread.sleep(HEARTBEAT_PAUSE_MILLIS);
        }
    }
}
