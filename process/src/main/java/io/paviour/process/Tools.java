package io.paviour.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The machine's programs that a launch may be wrapped in; null where the machine lacks one.
///
/// @param setpriv null as well if it is a lesser one that knows no death signal (BusyBox)
record Tools(
        @Nullable String setsid,
        @Nullable String setpriv,
        @Nullable String unshare,
        @Nullable String systemdRun) {
    static final String SHELL = "/bin/sh";
    private static final String ALWAYS_SEARCHED = "/usr/bin:/bin:/usr/sbin:/sbin";
    private static final long SECONDS_MAX = 30;

    static Tools ofMachine() throws IOException, InterruptedException {
        String setpriv = find("setpriv");
        boolean full = setpriv != null && succeeds(setpriv, "--pdeathsig", "KILL", "--", "true");
        return new Tools(find("setsid"), full ? setpriv : null, find("unshare"), find("systemd-run"));
    }

    private static @Nullable String find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + ALWAYS_SEARCHED;
        for (String directory : path.split(File.pathSeparator)) {
            Path candidate = Path.of(directory, name);
            if (candidate.isAbsolute() && Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        return null;
    }

    /// Sends a signal. A negative target is a process group. False if none of the targets is there any more.
    static boolean signal(Signal signal, List<String> targets) throws IOException, InterruptedException {
        // By the shell's own kill: Debian's /bin/kill is in a package that small systems leave out.
        List<String> command = new ArrayList<>(List.of(SHELL, "-c", "kill -s \"$@\"", "kill", signal.name(), "--"));
        command.addAll(targets);
        return succeeds(command.toArray(String[]::new));
    }

    static boolean succeeds(String... command) throws IOException, InterruptedException {
        return finish(discarding(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start())
                == 0;
    }

    /// What a short command prints, without the last line end; empty if it fails.
    static String answer(String... command) throws IOException, InterruptedException {
        Process process = discarding(command).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return finish(process) == 0 ? answer.strip() : "";
    }

    private static ProcessBuilder discarding(String... command) {
        return new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private static int finish(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("a command did not end within " + SECONDS_MAX + " s");
        }
        return process.exitValue();
    }
}
