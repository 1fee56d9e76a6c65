package io.paviour.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A directory of the one hierarchy (`Documentation/admin-guide/cgroup-v2.rst`).
record CgroupV2(Path directory) implements Cage {
    private static final int PERIOD_MICROS = 100_000;

    static boolean works(Path groups) {
        return Files.isWritable(groups.resolve("cgroup.procs"))
                && CgroupFiles.tryWrite(groups.resolve("cgroup.subtree_control"), "+cpu +memory");
    }

    static Cage make(Path groups, Limits limits, String name) throws IOException {
        Path directory = Files.createDirectory(groups.resolve(name));
        if (limits.memoryBytes() > 0) {
            CgroupFiles.write(directory.resolve("memory.max"), Long.toString(limits.memoryBytes()));
            // The file is missing where the kernel has no swap accounting.
            if (Files.exists(directory.resolve("memory.swap.max"))) {
                CgroupFiles.write(directory.resolve("memory.swap.max"), "0");
            }
        }
        if (limits.cpuMillis() > 0) {
            long quota = limits.cpuMillis() * PERIOD_MICROS / 1000;
            CgroupFiles.write(directory.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
        }
        return new CgroupV2(directory);
    }

    @Override
    public Enforcement enforcement() {
        return new Enforcement.By(Enforcement.Means.CGROUP_V2);
    }

    @Override
    public List<String> argv() {
        return CgroupFiles.enter(List.of(directory));
    }

    @Override
    public List<Path> directories() {
        return List.of(directory);
    }

    @Override
    public boolean sawOutOfMemory() throws IOException {
        return CgroupFiles.count(directory.resolve("memory.events"), "oom_kill") > 0;
    }

    @Override
    public void kill() throws IOException, InterruptedException {
        // Since Linux 5.14.
        if (!CgroupFiles.tryWrite(directory.resolve("cgroup.kill"), "1")) {
            CgroupFiles.killEach(directory);
        }
    }

    @Override
    public void remove() throws IOException, InterruptedException {
        CgroupFiles.remove(directory);
    }
}
