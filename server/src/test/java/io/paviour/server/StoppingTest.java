package io.paviour.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoppingTest {
    private static final int OFTEN = 200;

    private final Stopping stopping = new Stopping();

    @AfterEach
    void nobodyElseIsInterrupted() {
        Thread.interrupted();
    }

    @Test
    void whoClosesTheHouseIsNotInterrupted() throws InterruptedException {
        for (int time = 0; time < OFTEN; time++) {
            var stopping = new Stopping();
            stopping.opened();
            Thread signal = Thread.ofPlatform().start(stopping::ask);

            stopping.await();
            stopping.ended();
            signal.join();

            assertThat(Thread.interrupted()).as("interrupted, time %d", time).isFalse();
        }
    }

    @Test
    void whoIsOpeningIsInterrupted() throws InterruptedException {
        Thread signal = Thread.ofPlatform().start(stopping::ask);

        assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(InterruptedException.class);

        stopping.ended();
        signal.join();
    }

    @Test
    void whoeverAskedBeforeAllWasOpenIsHeardThen() throws InterruptedException {
        Thread signal = Thread.ofPlatform().start(stopping::ask);
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }

        assertThatThrownBy(stopping::opened).isInstanceOf(InterruptedException.class);

        stopping.ended();
        signal.join();
    }

    @Test
    void aSignalAfterTheEndWaitsForNothing() {
        stopping.ended();

        stopping.ask();

        assertThat(Thread.interrupted()).isFalse();
    }
}
