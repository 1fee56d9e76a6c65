package io.paviour.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What `docs/drivers/proxy.md` says is so.
class PageTest {
    @Test
    void theExampleOfThePageLeadsToAnInstance() throws Exception {
        String page = Files.readString(Path.of("../../docs/drivers/proxy.md"));
        String example = page.split("```yaml\n")[1].split("```")[0];
        Resource route = new Resource((Json.Obj) YamlText.parseAll(example).getFirst());
        try (var site = TestSite.open();
                var server = TestServer.saying("the shop")) {
            site.store(route);
            Resource workload = TestSite.workload("shop-api", server.port());
            site.store(workload.withMetadata(workload.metadata().with("namespace", "team-alpha")));

            assertThat(site.plan(route).outcome().message())
                    .isEqualTo("http://shop.localhost:" + site.port() + " reaches 1 instance of shop-api");
            assertThat(TestClient.get(site.port(), "shop.localhost")).endsWith("the shop");
        }
    }
}
