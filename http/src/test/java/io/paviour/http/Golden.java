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
        assertSame(name, json(reply));
    }

    /// A file of an input, `----` and what is expected.
    static void assertSame(String name, String input, Json json) throws IOException {
        String actual = input + "----\n" + YamlText.write(json);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(SOURCE.resolve(name), actual);
            return;
        }
        assertThat(actual).isEqualTo(read("golden/" + name));
    }

    static Json.Obj json(Reply reply) {
        return JsonText.parseObject(bytes(reply));
    }

    static byte[] bytes(Reply reply) {
        return reply instanceof Reply.Kept kept ? Reply.unzip(kept.zipped()) : ((Reply.Whole) reply).body();
    }

    static String type(Reply reply) {
        return reply instanceof Reply.Kept kept ? kept.type() : ((Reply.Whole) reply).type();
    }

    static Kind environment() throws IOException {
        return kind(read("environment.yaml"));
    }

    static Kind kind(String manifest) {
        return Kind.parse((Json.Obj) YamlText.parseAll(manifest).getFirst());
    }

    static String read(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
