package io.paviour.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The whole command line of a child: each wrapper does its one thing and becomes the next, so the process id stays.
final class Launch {
    private Launch() {}

    /// Cage first, while we may still write to it; then the session; then the identity; then the death signal, since
    /// changing the identity would clear it; the variables last, when no right is left that they could abuse.
    static List<String> argv(Command command, Tools tools, List<String> cage, Variables variables)
            throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(cage);
        if (tools.setsid() != null) {
            argv.add(tools.setsid());
        }
        Confinement confinement = command.confinement();
        switch (confinement.identity()) {
            case Identity.Same() -> argv.addAll(dieWithUs(confinement, tools, List.of()));
            case Identity.Unmapped() -> {
                if (tools.unshare() == null) {
                    throw new IOException("this machine has no unshare to run a program as nobody");
                }
                argv.addAll(List.of(tools.unshare(), "--user", "--"));
                argv.addAll(dieWithUs(confinement, tools, List.of()));
            }
            case Identity.Ids(int uid, int gid) -> argv.addAll(dieWithUs(confinement, tools, become(uid, gid)));
            case Identity.User(String name) -> argv.addAll(dieWithUs(confinement, tools, become(name)));
        }
        argv.addAll(variables.argv());
        argv.addAll(command.argv());
        return argv;
    }

    private static List<String> become(Object uid, Object gid) {
        return List.of("--reuid", uid.toString(), "--regid", gid.toString(), "--clear-groups", "--no-new-privs");
    }

    private static List<String> become(String name) throws IOException, InterruptedException {
        String gid = Tools.answer("id", "-g", name);
        if (gid.isEmpty()) {
            throw new IOException("this machine has no user " + name);
        }
        return become(name, gid);
    }

    private static List<String> dieWithUs(Confinement confinement, Tools tools, List<String> identity)
            throws IOException {
        if (tools.setpriv() == null) {
            if (!identity.isEmpty()) {
                throw new IOException("this machine has no setpriv to run a program as another user");
            }
            return List.of();
        }
        List<String> argv = new ArrayList<>(List.of(tools.setpriv()));
        argv.addAll(identity);
        argv.addAll(List.of("--pdeathsig", confinement.stop().name(), "--"));
        return argv;
    }

    /// A wrapper that cannot find the program would only exit with 127, so look before.
    static void check(Command command) throws IOException {
        Path program = Path.of(command.argv().getFirst());
        if (program.getNameCount() > 1
                && !Files.isExecutable(command.directory().resolve(program))) {
            throw new IOException("there is no program " + program);
        }
        if (!Files.isDirectory(command.directory())) {
            throw new IOException("there is no directory " + command.directory());
        }
        for (String name : command.environment().keySet()) {
            if (!Variables.isName(name)) {
                throw new IOException("a variable has letters, digits and _, and is not named " + name);
            }
        }
    }
}
