package io.paviour.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A transient scope, in a slice of its own: the scope goes with its last process, but the slice stays to be asked
/// whether memory ran out, as the counts of a cgroup include those of the groups below it.
record SystemdScope(String systemdRun, boolean user, Limits limits, String name) implements Cage {
    private static final Path GROUPS = Path.of("/sys/fs/cgroup");

    static boolean works(String systemdRun, boolean user) throws IOException, InterruptedException {
        return Tools.succeeds(systemdRun, manager(user), "--scope", "--quiet", "--collect", "true");
    }

    private static String manager(boolean user) {
        return user ? "--user" : "--system";
    }

    private String slice() {
        return name + ".slice";
    }

    @Override
    public Enforcement enforcement() {
        return new Enforcement.By(Enforcement.Means.SYSTEMD_SCOPE);
    }

    @Override
    public List<String> argv() {
        List<String> argv = new ArrayList<>(
                List.of(systemdRun, manager(user), "--scope", "--quiet", "--collect", "--slice=" + slice()));
        if (limits.memoryBytes() > 0) {
            argv.addAll(List.of("-p", "MemoryMax=" + limits.memoryBytes(), "-p", "MemorySwapMax=0"));
        }
        if (limits.cpuMillis() > 0) {
            argv.addAll(List.of("-p", "CPUQuota=" + limits.cpuMillis() / 10 + "%"));
        }
        argv.add("--");
        return argv;
    }

    @Override
    public Map<String, String> environment() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        return user && runtime != null ? Map.of("XDG_RUNTIME_DIR", runtime) : Map.of();
    }

    @Override
    public boolean sawOutOfMemory() throws IOException, InterruptedException {
        String group = Tools.answer("systemctl", manager(user), "show", "--property=ControlGroup", "--value", slice());
        Path events = GROUPS.resolve(group.replaceFirst("^/", "")).resolve("memory.events");
        return !group.isEmpty() && Files.exists(events) && CgroupFiles.count(events, "oom_kill") > 0;
    }

    @Override
    public void kill() throws IOException, InterruptedException {
        Tools.succeeds("systemctl", manager(user), "kill", "--signal=KILL", slice());
    }

    @Override
    public void remove() throws IOException, InterruptedException {
        Tools.succeeds("systemctl", manager(user), "stop", slice());
    }
}
