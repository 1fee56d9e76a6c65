package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Documents that have to stay what they are. Run with `-Dgolden.write=true` to write them anew, and read the change.
final class Golden {
    private static final Path SOURCE = Path.of("src", "test", "resources", "io", "paviour", "http", "golden");

    private Golden() {}

    static void assertSame(String name, Json json) throws IOException {
        String actual = YamlText.write(json);
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(SOURCE);
            Files.writeString(SOURCE.resolve(name), actual);
            return;
        }
        assertThat(actual).isEqualTo(read("golden/" + name));
    }

    static void assertSame(String name, Reply reply) throws IOException {
        assertSame(name, JsonText.parse(((Reply.Whole) reply).body()));
    }

    static Kind environment() throws IOException {
        return Kind.parse((Json.Obj) YamlText.parseAll(read("environment.yaml")).getFirst());
    }

    static String read(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
