package io.paviour.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// One directory in the memory hierarchy and one in the cpu hierarchy, below our own
/// (`Documentation/admin-guide/cgroup-v1/`).
record CgroupV1(Path memory, Path cpu) implements Cage {
    private static final int PERIOD_MICROS = 100_000;
    private static final Path OWN_GROUPS = Path.of("/proc/self/cgroup");

    static boolean works(Path groups) throws IOException {
        return Files.isWritable(own(groups, "memory").resolve("cgroup.procs"))
                && Files.isWritable(own(groups, "cpu").resolve("cgroup.procs"));
    }

    static Cage make(Path groups, Limits limits, String name) throws IOException {
        Path memory = Files.createDirectory(own(groups, "memory").resolve(name));
        Path cpu = Files.createDirectory(own(groups, "cpu").resolve(name));
        if (limits.memoryBytes() > 0) {
            String bytes = Long.toString(limits.memoryBytes());
            CgroupFiles.write(memory.resolve("memory.limit_in_bytes"), bytes);
            // Memory and swap together; the file is missing where the kernel has no swap accounting.
            if (Files.exists(memory.resolve("memory.memsw.limit_in_bytes"))) {
                CgroupFiles.write(memory.resolve("memory.memsw.limit_in_bytes"), bytes);
            }
        }
        if (limits.cpuMillis() > 0) {
            CgroupFiles.write(cpu.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
            CgroupFiles.write(
                    cpu.resolve("cpu.cfs_quota_us"), Long.toString(limits.cpuMillis() * PERIOD_MICROS / 1000));
        }
        return new CgroupV1(memory, cpu);
    }

    /// Our own group of a controller; the top of what we see where a container shows only a part of the hierarchy.
    private static Path own(Path groups, String controller) throws IOException {
        Path top = groups.resolve(controller);
        for (String line : Files.readAllLines(OWN_GROUPS)) {
            String[] fields = line.split(":", 3);
            if (List.of(fields[1].split(",")).contains(controller)) {
                Path own = top.resolve(fields[2].substring(1));
                return Files.isDirectory(own) ? own : top;
            }
        }
        return top;
    }

    @Override
    public Enforcement enforcement() {
        return new Enforcement.By(Enforcement.Means.CGROUP_V1);
    }

    @Override
    public List<String> argv() {
        return CgroupFiles.enter(directories());
    }

    @Override
    public List<Path> directories() {
        return List.of(memory, cpu);
    }

    @Override
    public boolean sawOutOfMemory() throws IOException {
        return CgroupFiles.count(memory.resolve("memory.oom_control"), "oom_kill") > 0;
    }

    @Override
    public void kill() throws IOException, InterruptedException {
        CgroupFiles.killEach(memory);
    }

    @Override
    public void remove() throws IOException, InterruptedException {
        CgroupFiles.remove(memory);
        CgroupFiles.remove(cpu);
    }
}
