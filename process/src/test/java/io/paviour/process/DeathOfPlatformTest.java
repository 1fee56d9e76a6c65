package io.paviour.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeathOfPlatformTest {
    private static final String CHILD_WITH_A_CHILD = "sleep 1000 & echo $!; wait";
    private static final String CHILD_THAT_IGNORES_TERM = "trap '' TERM; sleep 1000 & echo $!; wait; wait";
    private static final String CHILD_THAT_HIDES = "setsid sleep 1000 & echo $!; wait";

    @Test
    void aKilledPlatformTakesItsChildAndThatChildsChildAlong() throws Exception {
        List<Long> pids = killAfterStarting(CHILD_WITH_A_CHILD, 0);

        for (long pid : pids) {
            Waiting.until("process " + pid + " is gone", () -> Waiting.isGone(pid));
        }
    }

    @Test
    void aChildThatIgnoresItsSignalIsKilledInTheEnd() throws Exception {
        List<Long> pids = killAfterStarting(CHILD_THAT_IGNORES_TERM, 0);

        for (long pid : pids) {
            Waiting.until("process " + pid + " is gone", () -> Waiting.isGone(pid));
        }
    }

    @Test
    void whoHidesInAnotherSessionIsFoundInTheCage() throws Exception {
        try (Spawner spawner = Spawner.open()) {
            Caged.assume(spawner);
        }

        List<Long> pids = killAfterStarting(CHILD_THAT_HIDES, 64 << 20);

        for (long pid : pids) {
            Waiting.until("process " + pid + " is gone", () -> Waiting.isGone(pid));
        }
    }

    private static List<Long> killAfterStarting(String script, long memoryBytes) throws Exception {
        Process platform = Platform.start(script, memoryBytes);
        List<Long> pids = new ArrayList<>();
        try (var lines = platform.inputReader()) {
            pids.add(Long.parseLong(lines.readLine()));
            pids.add(Long.parseLong(lines.readLine()));
            for (long pid : pids) {
                assertThat(Waiting.isGone(pid)).isFalse();
            }
            platform.destroyForcibly().waitFor();
        }
        return pids;
    }
}
