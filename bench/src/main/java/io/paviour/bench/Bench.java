package io.paviour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `./paviour bench start|environment|api|watch|objects [runs]`: one question, answered by one Markdown table.
final class Bench {
    private static final int RUNS = 3;

    private Bench() {}

    /// Measures.
    public static void main(String... arguments) throws IOException, InterruptedException {
        if (arguments.length == 0) {
            System.err.println("usage: paviour bench start|environment|api|watch|objects [runs]");
            System.exit(2);
        }
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : RUNS;
        Path checkout = checkout();
        System.out.println("load before: " + load());
        List<String> lines = switch (arguments[0]) {
            case "start" -> new StartQuestion(checkout, runs).answer();
            case "environment" -> new EnvironmentQuestion(checkout, runs).answer();
            case "api" -> new ApiQuestion(checkout, runs).answer();
            case "watch" -> new WatchQuestion(checkout, runs).answer();
            case "objects" -> new ObjectsQuestion(checkout, runs).answer();
            default -> throw new IllegalArgumentException("there is no question " + arguments[0]);
        };
        System.out.println("load after: " + load());
        lines.forEach(System.out::println);
    }

    private static Path checkout() throws IOException {
        Path directory = Path.of(System.getProperty("paviour.checkout", "")).toAbsolutePath();
        if (!Files.isExecutable(directory.resolve("paviour"))) {
            throw new IOException(directory + " is no checkout: start this by ./paviour bench");
        }
        return directory;
    }

    /// How many processes wanted a processor, over the last 1, 5 and 15 minutes.
    private static String load() throws IOException {
        Path file = Path.of("/proc/loadavg");
        return Files.exists(file) ? Files.readString(file).strip() : "unknown";
    }
}
