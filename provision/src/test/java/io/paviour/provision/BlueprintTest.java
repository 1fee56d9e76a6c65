package io.paviour.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlueprintTest {
    @Test
    void theGuidesEnvironmentBecomesTheseChildren() throws IOException {
        Resource guide = TestWorld.resource(text("/guide-environment.yaml"));

        List<Json> children = Blueprint.of(guide).parts().stream()
                .<Json>map(part -> unmarked(part.wanted()).document())
                .toList();

        assertThat(children).containsExactlyElementsOf(YamlText.parseAll(text("/guide-children.yaml")));
    }

    private static Resource unmarked(Resource wanted) {
        return wanted.withMetadata(wanted.metadata().without("annotations"));
    }

    private static String text(String file) throws IOException {
        try (var in = BlueprintTest.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void withTwoDatabasesNoneIsTheDatabaseUrl() {
        Resource shop = TestWorld.shop("""
                services: [{name: api}]
                databases: [{name: orders, type: postgres}, {name: stock-2, type: postgres}]
                """);

        Json.Obj workload = Blueprint.of(shop).parts().getLast().wanted().spec();

        assertThat(workload.get("secrets"))
                .isEqualTo(Json.array(
                        Json.object("name", "db-shop-orders", "prefix", "ORDERS"),
                        Json.object("name", "db-shop-stock-2", "prefix", "STOCK_2")));
    }

    @Test
    void theRouteLeadsToTheServiceThatIsNamed() {
        Resource shop = TestWorld.shop("""
                services: [{name: api}, {name: web}]
                networking: {ingress: {enabled: true, hostname: shop.localhost, service: web}}
                """);

        Resource route = Blueprint.of(shop).parts().getLast().wanted();

        assertThat(route.name()).isEqualTo("shop-web");
        assertThat(route.spec()).isEqualTo(Json.object("hostname", "shop.localhost", "workload", "shop-web"));
    }

    @Test
    void anIngressThatIsNotEnabledHasNoRoute() {
        Resource shop = TestWorld.shop("""
                services: [{name: api}]
                networking: {ingress: {hostname: shop.localhost}}
                """);

        assertThat(Blueprint.of(shop).parts()).extracting(Object::toString).containsExactly("Workload api");
    }

    @Test
    void whatNoSchemaSeesIsAFlaw() {
        assertThat(flaw("services: [{name: api, environment: {1ST: x}}]"))
                .isEqualTo("InvalidVariable: service api has a variable \"1ST\": a name has letters, digits and _, no "
                        + "digit first, and at most 128 of them");
        assertThat(flaw("{services: [{name: api}], networking: {ingress: {enabled: true}}}"))
                .isEqualTo("NoHostname: networking.ingress is enabled and has no hostname: add one");
        assertThat(flaw("networking: {ingress: {enabled: true, hostname: a.localhost}}"))
                .isEqualTo("NoService: networking.ingress is enabled and there is no service to lead to");
        assertThat(flaw("""
                services: [{name: api}, {name: worker}]
                networking: {ingress: {enabled: true, hostname: a.localhost, service: web}}
                """))
                .isEqualTo("NoService: networking.ingress leads to the service web, which is not there; "
                        + "there are: api, worker");
        assertThat(flaw("{databases: [{name: app-db, type: postgres}], secrets: [{name: app-db}]}"))
                .isEqualTo("SameVariables: the database app-db and the secret app-db would both give variables named "
                        + "APP_DB_...: rename one");
    }

    private static String flaw(String spec) {
        var flaws = Blueprint.of(TestWorld.shop(spec)).flaws();
        assertThat(flaws).hasSize(1);
        return flaws.getFirst().reason() + ": " + flaws.getFirst().message();
    }
}
