package io.paviour.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/// Skips a test where the machine enforces no limits.
final class Caged {
    private Caged() {}

    static void assume(Spawner spawner) throws Exception {
        Child probe = spawner.start(Command.of(Path.of("/"), "/bin/true")
                .withConfinement(Confinement.none().withLimits(new Limits(500, 64 << 20))));
        probe.exit().join();
        switch (probe.enforcement()) {
            case Enforcement.By _ -> {}
            case Enforcement.None(String reason) -> assumeTrue(false, reason);
        }
    }
}
