/// The leash: starts operating-system processes that never outlive the platform.
///
/// Start at [Spawner]: it forks every [Child] from one thread that lives as long as itself, in a session of its own,
/// under the [Limits] the machine can enforce. Four things end a child with the platform, whatever becomes of us:
/// [Spawner#close()] when we leave in order, `PR_SET_PDEATHSIG` and the warden (a shell that notices that our end of
/// its pipe closed) when we are killed, and the kernel's cgroup when a child tried to hide in a session of its own.
///
/// Linux with util-linux has all of this. Elsewhere (macOS) there is no death signal, no session and no cgroup: the
/// warden still ends the children of a killed platform, stopping goes by [ProcessHandle#descendants()], and the caller
/// closes the spawner in a shutdown hook.
@NullMarked
package io.paviour.process;

import org.jspecify.annotations.NullMarked;
