package io.paviour.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes cages by the one means this machine has.
interface Cages {
    /// @param limits not none
    /// @param name of letters, digits and underscores; unique among all platforms on this machine
    Cage make(Limits limits, String name) throws IOException;

    /// The first available of a systemd scope, cgroup v2, cgroup v1 and nothing.
    static Cages ofMachine(Tools tools) throws IOException, InterruptedException {
        return ofMachine(tools, Path.of("/"));
    }

    /// @param root where the machine's file system begins
    static Cages ofMachine(Tools tools, Path root) throws IOException, InterruptedException {
        String systemdRun = tools.systemdRun();
        boolean user = !"root".equals(System.getProperty("user.name"));
        if (systemdRun != null && Files.isDirectory(root.resolve("run/systemd/system"))) {
            boolean works = user
                    ? System.getenv("XDG_RUNTIME_DIR") != null && SystemdScope.works(systemdRun, true)
                    : SystemdScope.works(systemdRun, false);
            if (works) {
                return (limits, name) -> new SystemdScope(systemdRun, user, limits, name);
            }
        }
        Path groups = root.resolve("sys/fs/cgroup");
        if (Files.exists(groups.resolve("cgroup.controllers"))) {
            if (CgroupV2.works(groups)) {
                return (limits, name) -> CgroupV2.make(groups, limits, name);
            }
            return (limits, name) -> new Cage.None("the cgroups of this machine are not ours to write, and no systemd"
                    + " lends us one; run as root or in a systemd user session");
        }
        if (CgroupV1.works(groups)) {
            return (limits, name) -> CgroupV1.make(groups, limits, name);
        }
        return (limits, name) -> new Cage.None("this machine has no systemd and no cgroups that we may write");
    }
}
