package io.paviour.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The door for requests: listens, and gives each connection a virtual thread.
final class Ingress implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingress.class);
    private static final int BACKLOG = 1024;
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ProxySettings settings;
    private final Routes routes;
    private final Instances instances;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private volatile State state;
    private volatile @Nullable ServerSocket server;
    private volatile boolean isClosed;
    private volatile @Nullable Thread thread;

    /// Whether it can be reached.
    sealed interface State {
        /// It listens.
        record Listening(int port) implements State {}

        /// It cannot.
        record Shut(String why) implements State {}
    }

    Ingress(ProxySettings settings, Routes routes, Instances instances) {
        this.settings = settings;
        this.routes = routes;
        this.instances = instances;
        this.state = new State.Shut("the proxy does not listen yet");
    }

    /// Starts to listen. If the port is taken, the platform does without and this tries again until it is free.
    ///
    /// @param opened called when it listens after it could not at first
    void open(Runnable opened) {
        boolean isOpen = bind();
        if (!isOpen && state instanceof State.Shut(String why)) {
            LOG.warn("{}", why);
        }
        thread = Thread.ofVirtual().name("proxy-accept").start(() -> run(isOpen, opened));
    }

    State state() {
        return state;
    }

    private boolean bind() {
        try {
            var bound = new ServerSocket();
            try {
                bound.bind(new InetSocketAddress(settings.address(), settings.port()), BACKLOG);
            } catch (IOException | RuntimeException failed) {
                bound.close();
                throw failed;
            }
            server = bound;
            state = new State.Listening(bound.getLocalPort());
            LOG.info("routes are reached at {}:{}", settings.address(), bound.getLocalPort());
            return true;
        } catch (IOException taken) {
            state = new State.Shut("the proxy cannot listen at " + settings.address() + ":" + settings.port() + " ("
                    + taken.getMessage() + "): free the port, or set proxy.port");
            return false;
        }
    }

    private void run(boolean isOpen, Runnable opened) {
        try {
            if (!isOpen) {
                do {
                    Thread.sleep(RETRY);
                } while (!isClosed && !bind());
                opened.run();
            }
            while (!isClosed) {
                accept();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() throws InterruptedException {
        ServerSocket open = server;
        if (open == null) {
            return;
        }
        try {
            Socket socket = open.accept();
            if (clients.size() >= settings.limits().clientsMax()) {
                socket.close();
                return;
            }
            clients.add(socket);
            Thread.ofVirtual().name("proxy-client").start(() -> serve(socket));
        } catch (IOException failed) {
            if (!isClosed) {
                LOG.warn("a connection could not be accepted: {}", failed.getMessage());
                Thread.sleep(PAUSE);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Visit(new Wire(socket), routes, instances, settings.limits()).run();
        } catch (IOException gone) {
            LOG.debug("a connection broke off", gone);
        } finally {
            clients.remove(socket);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        try {
            ServerSocket open = server;
            if (open != null) {
                open.close();
            }
            for (Socket client : clients) {
                client.close();
            }
        } catch (IOException failed) {
            LOG.warn("the proxy could not be closed: {}", failed.getMessage());
        }
        instances.close();
    }
}
