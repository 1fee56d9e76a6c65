package io.paviour.proxy;

import java.util.Map;

/// Where the proxy listens, and its limits.
///
/// @param port 0 for any free one
record ProxySettings(boolean isEnabled, String address, int port, Limits limits) {
    private static final String PORT = "7080";
    private static final int PORT_MAX = 65_535;

    /// Reads the settings of the plugin.
    ///
    /// @throws IllegalArgumentException if the port is none, or `enabled` is neither `true` nor `false`
    static ProxySettings of(Map<String, String> settings) {
        return new ProxySettings(
                isTrue(settings.getOrDefault("enabled", "true")),
                settings.getOrDefault("address", "127.0.0.1"),
                port(settings.getOrDefault("port", PORT)),
                Limits.USUAL);
    }

    private static boolean isTrue(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("proxy.enabled must be true or false, not " + text);
        };
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > PORT_MAX) {
            throw new IllegalArgumentException("proxy.port must be a number from 0 to " + PORT_MAX + ", not " + text);
        }
        return Integer.parseInt(text);
    }
}
