package io.paviour.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A shell that holds the list of our children and ends them when its pipe to us closes: the kernel's death signal
/// reaches a child, but not that child's children.
final class Warden implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Warden.class);

    private final Tools tools;
    private final Set<String> records = new LinkedHashSet<>();
    private Process shell;
    private boolean closed;

    private Warden(Tools tools, Process shell) {
        this.tools = tools;
        this.shell = shell;
    }

    static Warden start(Tools tools) throws IOException {
        return new Warden(tools, startShell(tools));
    }

    private static Process startShell(Tools tools) throws IOException {
        List<String> argv = new ArrayList<>();
        if (tools.setsid() != null) {
            argv.add(tools.setsid());
        }
        argv.addAll(List.of(Tools.SHELL, "-c", script(), "warden"));
        return new ProcessBuilder(argv)
                .directory(new File("/"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// @param record `SIGNAL:TARGET` and the cgroup directories of the child, parted by colons
    synchronized void watch(String record) throws IOException {
        records.add(record);
        tell("+ " + record);
    }

    synchronized void forget(String record) throws IOException {
        // A child's end may be told after the last was stopped.
        if (records.remove(record) && !closed) {
            tell("- " + record);
        }
    }

    private void tell(String line) throws IOException {
        if (!shell.isAlive()) {
            LOG.warn("the warden of child processes was ended by somebody; another takes its list over");
            shell = startShell(tools);
            for (String record : records) {
                write("+ " + record);
            }
            return;
        }
        write(line);
    }

    private void write(String line) throws IOException {
        OutputStream pipe = shell.getOutputStream();
        pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        pipe.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        shell.getOutputStream().close();
    }

    private static String script() {
        try (InputStream script = Warden.class.getResourceAsStream("warden.sh")) {
            if (script == null) {
                throw new IllegalStateException("warden.sh is missing from the jar");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
