package io.paviour.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A shell that holds the list of our children and ends them when its pipe to us closes: the kernel's death signal
/// reaches a child, but not that child's children.
final class Warden implements AutoCloseable {
    private final Process shell;

    private Warden(Process shell) {
        this.shell = shell;
    }

    /// Must be called from a thread that lives as long as the children, like every launch.
    static Warden start(Tools tools) throws IOException {
        List<String> argv = new ArrayList<>();
        if (tools.setsid() != null) {
            argv.add(tools.setsid());
        }
        argv.addAll(List.of(Tools.SHELL, "-c", script(), "warden"));
        ProcessBuilder builder = new ProcessBuilder(argv)
                .directory(new File("/"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        return new Warden(builder.start());
    }

    /// @param record `SIGNAL:TARGET` and the cgroup directories of the child, parted by colons
    void watch(String record) throws IOException {
        tell("+ " + record);
    }

    void forget(String record) throws IOException {
        tell("- " + record);
    }

    private synchronized void tell(String line) throws IOException {
        OutputStream pipe = shell.getOutputStream();
        pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        pipe.flush();
    }

    @Override
    public void close() throws IOException {
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
