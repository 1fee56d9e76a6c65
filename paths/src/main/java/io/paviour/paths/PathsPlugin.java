package io.paviour.paths;

import io.paviour.plugin.Plugin;
import io.paviour.resource.Json;
import io.paviour.resource.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Brings the kind `GoldenPath`.
public final class PathsPlugin implements Plugin {
    private static final String GOLDEN_PATH = "/kinds/goldenpath.yaml";

    @Override
    public String name() {
        return "paths";
    }

    @Override
    public List<Json.Obj> kinds() {
        try (InputStream in = Objects.requireNonNull(PathsPlugin.class.getResourceAsStream(GOLDEN_PATH))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return YamlText.parseAll(text).stream().map(Json.Obj.class::cast).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
