package io.paviour.dist;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// An informer of the stock JavaScript client of Kubernetes, in a process of its own:
/// `src/test/javascript/informer.mjs`.
final class NodeFollower implements Follower {
    private static final int END_SECONDS_MAX = 10;

    private final Told told = new Told("the JavaScript client");
    private final Process process;
    private final Thread reader;

    private NodeFollower(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /// Starts it; returns at once.
    static NodeFollower start(Path kubeconfig) throws IOException, InterruptedException {
        Path programs = Path.of(System.getProperty("paviour.javascript"));
        install(programs);
        return new NodeFollower(new ProcessBuilder("node", "informer.mjs", kubeconfig.toString())
                .directory(programs.toFile())
                .redirectError(kubeconfig.resolveSibling("informer.log").toFile())
                .start());
    }

    private static void install(Path programs) throws IOException, InterruptedException {
        Path wanted = programs.resolve("package-lock.json");
        // npm writes it when all is there.
        Path installed = programs.resolve("node_modules/.package-lock.json");
        if (Files.exists(installed)
                && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted)) >= 0) {
            return;
        }
        // With streams of its own: those of this process are how Maven talks with it.
        Process npm = new ProcessBuilder("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error")
                .directory(programs.toFile())
                .redirectErrorStream(true)
                .start();
        npm.getOutputStream().close();
        String said = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = npm.waitFor();
        if (code != 0) {
            throw new IOException("npm ci failed with " + code + " in " + programs + ": " + said);
        }
    }

    @Override
    public Told told() {
        return told;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 3);
                switch (words[0]) {
                    case "add", "update" -> told.present(words[1], Long.parseLong(words[2]));
                    case "delete" -> told.gone(words[1], Long.parseLong(words[2]));
                    case "error" -> told.error(line);
                    default -> told.fault("it said " + line);
                }
            }
        } catch (IOException ended) {
            told.fault(ended.toString());
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        reader.join();
    }
}
