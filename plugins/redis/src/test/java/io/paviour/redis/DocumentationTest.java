package io.paviour.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.contract.SmallLoop;
import io.paviour.contract.TestSite;
import io.paviour.plugin.Outcome;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/drivers/redis.md` says what is so.
class DocumentationTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "drivers", "redis.md");

    @TempDir
    Path directory;

    @Test
    void theExampleWorks() throws Exception {
        String block = Pattern.compile("^```yaml\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
        Json.Obj document = (Json.Obj) YamlText.parseAll(block).getFirst();
        var claim = new Resource(
                document.with("metadata", document.object("metadata").with("uid", "5f0c")));
        TestRedis.letOthersPass(directory);
        var site = new TestSite(directory.resolve("plugin"), Map.of());

        try (var driver = (RedisDriver) new RedisPlugin().drivers(site).getFirst()) {
            assertThat(new SmallLoop<>(site, driver).settle(claim)).isInstanceOf(Outcome.Settled.class);
            TestRedis.use(site.read(new Claim(claim).tenancy().secret()));
        }
    }

    @Test
    void theTableOfSizesIsTheOneInForce() throws Exception {
        String page = Files.readString(PAGE);

        assertThat(Stream.of(Size.values()))
                .allSatisfy(size -> assertThat(page)
                        .contains("| `%s` | %d MiB | %d | %d MiB | %dm |"
                                .formatted(
                                        size.text(),
                                        size.memoryBytes() >> 20,
                                        size.connections(),
                                        size.processBytes() >> 20,
                                        size.cpuMillis())));
    }

    @Test
    void thePluginIsFoundByItsName() {
        assertThat(ServiceLoader.load(io.paviour.plugin.Plugin.class))
                .extracting(io.paviour.plugin.Plugin::name)
                .containsExactly("redis");
    }
}
