package io.paviour.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.Violation;
import io.paviour.resource.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What `docs/rules.md` shows is what happens.
class RulesPageTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:yaml|text)\n(.*?)^```$");

    private static List<String> blocks() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "rules.md"));
        return BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
    }

    private static Json.Obj yaml(String text) {
        return (Json.Obj) YamlText.parseAll(text).getFirst();
    }

    @Test
    void theExampleKindRefusesTheExampleWithTheWordsOfThePage() throws IOException {
        var kind = Kind.parse(yaml(blocks().get(0)));
        var document = kind.schema().withDefaults(yaml(blocks().get(1)));

        assertThat(kind.schema().validate(document))
                .extracting(Violation::toString)
                .containsExactlyElementsOf(blocks().get(2).lines().toList());
    }

    @Test
    void theEngineOfTheExampleStays() throws IOException {
        var kind = Kind.parse(yaml(blocks().get(0)));
        var spec = Json.object("engine", "redis", "memory", "1Gi", "replicas", 1);
        var before = Json.object("metadata", Json.object("name", "a"), "spec", spec);

        assertThat(kind.schema().validate(before)).isEmpty();
        assertThat(kind.schema().validate(before.with("spec", spec.with("engine", "valkey")), before))
                .extracting(Violation::toString)
                .containsExactly("spec.engine: Invalid value: \"valkey\": the engine stays the same: make a new cache");
    }
}
