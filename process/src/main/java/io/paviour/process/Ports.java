package io.paviour.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.IntPredicate;

/// Ports for servers that the platform runs: below those that the kernel gives to clients (from 32768), so that a
/// client
/// can neither take one nor connect to itself on one.
public final class Ports {
    /// The lowest.
    public static final int FIRST = 20_000;
    /// The highest.
    public static final int LAST = 32_000;

    private Ports() {}

    /// A port on which nothing listens.
    ///
    /// @param seed where to begin to look: the same every time for one server, so that two are unlikely to meet
    /// @param isTaken whether somebody was promised a port
    /// @throws IOException if every port is taken
    public static int choose(int seed, IntPredicate isTaken) throws IOException {
        int count = LAST - FIRST + 1;
        for (int i = 0; i < count; i++) {
            int port = FIRST + Math.floorMod(seed + i, count);
            if (!isTaken.test(port) && isFree(port)) {
                return port;
            }
        }
        throw new IOException("all ports from " + FIRST + " to " + LAST + " are taken");
    }

    /// Whether nothing listens on a port of the loopback address or of all addresses.
    public static boolean isFree(int port) {
        return canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                && canBind(new InetSocketAddress(port));
    }

    private static boolean canBind(InetSocketAddress address) {
        try (var socket = new ServerSocket()) {
            // A connection that is being forgotten (TIME_WAIT) does not keep servers away.
            socket.setReuseAddress(true);
            socket.bind(address, 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
