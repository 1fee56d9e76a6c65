package io.paviour.localprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentedExampleTest {
    @TempDir
    Path directory;

    @Test
    void theExampleOfThePageWorks() throws Exception {
        String page = Files.readString(Path.of("../../docs/drivers/localprocess.md"));
        try (var yard = new TestYard(directory)) {
            yard.script("greet", block(page, "sh"));
            Ref ref = yard.apply(new Resource(
                    (Json.Obj) YamlText.parseAll(block(page, "yaml")).getFirst()));

            int port = TestYard.port(yard.awaitReady(ref), 1);

            TestYard.until(() -> {
                try {
                    return yard.logText(ref, Map.of("replica", "1"))
                            .contains("replica on port " + port + " says: good morning");
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(yard.logText(ref, Map.of())).contains("[0] ", "[1] ");
        }
    }

    private static String block(String page, String language) {
        int from = page.indexOf("```" + language + "\n") + language.length() + 4;
        return page.substring(from, page.indexOf("```", from));
    }
}
