package io.paviour.server;

import io.paviour.plugin.Plugin;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/// Finds plugins: those on the class path, and those whose jars lie in `plugins/<name>/` of the data directory, each
/// directory in a class loader of its own.
final class PluginPath {
    private PluginPath() {}

    /// @throws IOException if the directory cannot be read
    static List<Plugin> find(Path directory) throws IOException {
        var plugins = new ArrayList<Plugin>();
        ServiceLoader.load(Plugin.class).forEach(plugins::add);
        if (Files.isDirectory(directory)) {
            try (Stream<Path> children = Files.list(directory)) {
                for (Path child : children.filter(Files::isDirectory).sorted().toList()) {
                    load(child).forEach(plugins::add);
                }
            }
        }
        return plugins;
    }

    private static List<Plugin> load(Path directory) throws IOException {
        var jars = new ArrayList<URL>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                jars.add(url(jar));
            }
        }
        // Open as long as the process: classes of a plugin are loaded whenever they are first used.
        @SuppressWarnings("resource")
        var loader = new URLClassLoader(
                "plugin " + directory.getFileName(), jars.toArray(URL[]::new), PluginPath.class.getClassLoader());
        return ServiceLoader.load(Plugin.class, loader).stream()
                .filter(provider -> loader.equals(provider.type().getClassLoader()))
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }
}
