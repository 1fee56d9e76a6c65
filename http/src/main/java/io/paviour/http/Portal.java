package io.paviour.http;

import io.paviour.resource.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files of the portal, from `portal/` on the class path. A path without a file's name is a page of the portal's
/// own and gets `index.html`.
final class Portal {
    private static final Pattern FILE =
            Pattern.compile("/((?:assets/)?[A-Za-z0-9_][A-Za-z0-9._-]{0,200}\\.[a-z0-9]{1,12})");
    private static final String FOREVER = "public, immutable, max-age=31536000";
    private static final String REVALIDATE = "no-cache";
    private static final String NO_FILE = "There is no such file.\n";
    private static final String NO_PORTAL = "This build of Paviour has no portal. The API is at /api and /apis.\n";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private final Function<String, @Nullable InputStream> files;
    private final Map<String, Document> found = new ConcurrentHashMap<>();

    /// @param files opens a file of the portal, such as `index.html`, or answers null
    Portal(Function<String, @Nullable InputStream> files) {
        this.files = files;
    }

    /// The portal that was built into this program, if any.
    static Portal built() {
        return new Portal(name -> Portal.class.getResourceAsStream("/portal/" + name));
    }

    Reply answer(Call call) {
        if (!call.isRead()) {
            throw new Problem.NotAllowed("").exception();
        }
        var named = FILE.matcher(call.path());
        boolean isFile = named.matches();
        if (!isFile && call.path().startsWith("/assets/")) {
            return Reply.text(404, NO_FILE);
        }
        String name = isFile ? named.group(1) : "index.html";
        Document file = find(name);
        if (file == null) {
            return Reply.text(404, isFile ? NO_FILE : NO_PORTAL);
        }
        // What the bundler puts into assets/ has a hash in its name.
        return file.reply(call, type(name), name.startsWith("assets/") ? FOREVER : REVALIDATE);
    }

    private static String type(String name) {
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
    }

    /// Only files that exist are remembered, so nobody can fill the memory with names.
    private @Nullable Document find(String name) {
        Document known = found.get(name);
        if (known != null) {
            return known;
        }
        try (InputStream bytes = files.apply(name)) {
            if (bytes == null) {
                return null;
            }
            Document file = Document.of(bytes.readAllBytes());
            found.put(name, file);
            return file;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
