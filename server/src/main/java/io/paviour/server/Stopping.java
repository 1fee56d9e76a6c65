package io.paviour.server;

import java.util.concurrent.CountDownLatch;

/// How the process is asked to stop, by a signal, and how long the JVM waits for that.
///
/// While the house is being opened, its thread is interrupted. After that it waits in [#await], and is not
/// interrupted any more: it would be in the middle of closing.
final class Stopping {
    private final Thread opening = Thread.currentThread();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean isOpening = true;

    /// Asks, and waits for the end: what the JVM does when it gets a signal.
    void ask() {
        synchronized (this) {
            if (isOpening) {
                opening.interrupt();
            }
        }
        asked.countDown();
        try {
            ended.await();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /// The house is open.
    ///
    /// @throws InterruptedException if somebody has asked
    void opened() throws InterruptedException {
        synchronized (this) {
            isOpening = false;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("asked to stop");
        }
    }

    /// Waits until somebody asks.
    void await() throws InterruptedException {
        asked.await();
    }

    /// All is closed.
    synchronized void ended() {
        isOpening = false;
        ended.countDown();
    }
}
