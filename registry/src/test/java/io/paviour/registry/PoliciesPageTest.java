package io.paviour.registry;

import static io.paviour.registry.TestRegistry.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The examples of the page on policies are taken as they are.
class PoliciesPageTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void theExamplesAreAccepted() throws Exception {
        postgres.renew();
        try (var here = TestRegistry.furnished(postgres, new TestClock())) {
            create(here, TestRegistry.yaml("{apiVersion: v1, kind: Namespace, metadata: {name: platform}}"));

            List<Json.Obj> examples = examples();

            assertThat(examples).hasSize(3).allSatisfy(example -> create(here, example));
        }
    }

    private static List<Json.Obj> examples() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "policies.md"));
        return BLOCK.matcher(page)
                .results()
                .map(block -> (Json.Obj) YamlText.parseAll(block.group(1)).getFirst())
                .toList();
    }

    private static void create(TestRegistry here, Json.Obj document) {
        var resource = new Resource(document);
        Kind kind = here.kind(resource.kind());
        here.registry.create(ADMIN, kind, resource.namespace(), document, Options.strict("test"));
    }
}
