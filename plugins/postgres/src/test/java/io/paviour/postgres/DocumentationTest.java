package io.paviour.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.plugin.Outcome;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/drivers/postgres.md` says what is so.
class DocumentationTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "drivers", "postgres.md");

    private static List<String> found(String pattern) throws IOException {
        return Pattern.compile(pattern, Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Files.readString(PAGE))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static Resource claim(int example) throws IOException {
        String block = found("^```yaml\n.*?^```").get(example).replaceAll("```(yaml)?\n?", "");
        Json.Obj document = (Json.Obj) YamlText.parseAll(block).getFirst();
        return new Resource(document.with(
                "metadata",
                document.object("metadata")
                        .with("uid", java.util.UUID.randomUUID().toString())));
    }

    @Test
    void theExamplesWork() throws Exception {
        try (TestHouse house = TestHouse.open()) {
            Resource claim = claim(0);
            assertThat(house.settle(claim)).isInstanceOf(Outcome.Settled.class);
            house.tenantRuns(claim, "create table orders (id int)");
            assertThat(house.settle(TestHouse.deleting(claim))).isInstanceOf(Outcome.Settled.class);

            Resource again = TestHouse.withSpec(claim(1), "restoreFrom", new Claim(claim).dumpId());
            assertThat(house.settle(again)).isInstanceOf(Outcome.Settled.class);
            house.tenantRuns(again, "select id from orders");
        }
    }

    @Test
    void theTableOfSizesIsTheOneInForce() throws Exception {
        for (Size size : Size.values()) {
            Map<String, String> settings = size.settings();
            assertThat(Files.readString(PAGE))
                    .contains("| `%s` | %d | %s | %s | %s |"
                            .formatted(
                                    size.text(),
                                    size.connections(),
                                    settings.get("statement_timeout"),
                                    settings.get("idle_in_transaction_session_timeout"),
                                    settings.get("work_mem")));
        }
    }
}
