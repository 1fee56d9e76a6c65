package io.paviour.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.plugin.Plugin;
import io.paviour.plugin.Reconciler;
import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KindsTest {
    @Test
    void thePluginIsFoundAndBringsWhatItPromises() {
        Plugin plugin = ServiceLoader.load(Plugin.class).findFirst().orElseThrow();

        assertThat(plugin.name()).isEqualTo("provision");
        assertThat(plugin.kinds()).hasSize(7);
        assertThat(plugin.reconcilers(new TestSite()))
                .extracting(Reconciler::kind)
                .containsExactly("Environment", "Secret", "Database", "Cache", "Workload", "Route");
        assertThat(plugin.subresources(new TestSite()))
                .extracting(Subresource::name)
                .containsExactly("reveal", "values");
    }

    @Test
    void peopleCanTypeShortNamesAndGetThemAll() {
        assertThat(TestKinds.kind("Environment").shortNames()).containsExactly("env");
        assertThat(TestKinds.kind("Database").shortNames()).containsExactly("db");
        assertThat(TestKinds.kind("Secret").shortNames()).containsExactly("sec");
        assertThat(TestKinds.kind("Workload").shortNames()).containsExactly("wl");
        assertThat(TestKinds.kind("Route").shortNames()).containsExactly("rt");
        assertThat(TestKinds.kind("PlatformConfiguration").shortNames()).containsExactly("pcfg");
        assertThat(TestKinds.all()).allSatisfy(kind -> {
            assertThat(kind.categories()).containsExactly("all");
            assertThat(kind.hasStatus()).isTrue();
            assertThat(kind.namespaced()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"environment", "platformconfiguration"})
    void theGuidesExampleIsValidAsItIs(String kind) throws IOException {
        try (var in = KindsTest.class.getResourceAsStream("/guide-" + kind + ".yaml")) {
            String guide = new String(in.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(TestKinds.flaws((Json.Obj) YamlText.parseAll(guide).getFirst()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"environment", "database", "cache", "secret", "workload", "route", "platformconfiguration"})
    void everyExampleOnAPageIsValid(String page) throws IOException {
        List<Json.Obj> examples = TestKinds.blocks("docs/kinds/" + page + ".md");

        assertThat(examples)
                .isNotEmpty()
                .allSatisfy(example -> assertThat(TestKinds.flaws(example)).isEmpty());
    }

    @Test
    void theExampleEnvironmentIsValidAndSoAreItsChildren() throws IOException {
        Json.Obj example = (Json.Obj)
                YamlText.parseAll(TestKinds.text("examples/environment.yaml")).getFirst();
        assertThat(TestKinds.flaws(example)).isEmpty();

        Blueprint blueprint = Blueprint.of(TestKinds.withDefaults(new Resource(example)));

        assertThat(blueprint.flaws()).isEmpty();
        assertThat(blueprint.parts()).hasSize(5).allSatisfy(part -> {
            assertThat(TestKinds.flaws(part.wanted().document())).isEmpty();
            assertThat(Likeness.isCurrent(part.wanted(), TestKinds.withDefaults(part.wanted())))
                    .isTrue();
        });
    }

    @Test
    void theLongestNamesStillMakeLegalChildren() {
        String longest = "a".repeat(29);
        Json.Obj document = environment("""
                services: [{name: %1$s}]
                databases: [{name: b%1$.28s, type: postgres}]
                secrets: [{name: c%1$.28s}]
                networking: {ingress: {enabled: true, hostname: a.localhost}}
                """.formatted(longest))
                .with("metadata", Json.object("name", "e".repeat(30), "namespace", "platform"));
        assertThat(TestKinds.flaws(document)).isEmpty();

        assertThat(Blueprint.of(new Resource(document)).parts())
                .hasSize(4)
                .allSatisfy(part ->
                        assertThat(TestKinds.flaws(part.wanted().document())).isEmpty());
    }

    @Test
    void everyFieldIsDescribedAndStandsOnItsPage() throws IOException {
        for (Kind kind : TestKinds.all()) {
            String page = TestKinds.text("docs/kinds/" + kind.name().kind().toLowerCase(Locale.ROOT) + ".md");
            Json.Obj properties = kind.schema().openApi().object("properties");
            var undescribed = new ArrayList<String>();
            undescribed(properties.object("spec"), "spec", undescribed);
            undescribed(properties.object("status"), "status", undescribed);
            assertThat(undescribed).isEmpty();

            var missing = new ArrayList<String>();
            missing(properties.object("spec"), page, missing);
            assertThat(missing)
                    .as("fields missing on the page of %s", kind.name())
                    .isEmpty();
        }
    }

    private static void undescribed(Json.Obj schema, String path, List<String> found) {
        if (schema.string("description") == null) {
            found.add(path);
        }
        schema.object("properties")
                .fields()
                .forEach((name, field) -> undescribed((Json.Obj) field, path + "." + name, found));
        schema.object("items")
                .object("properties")
                .fields()
                .forEach((name, field) -> undescribed((Json.Obj) field, path + "[]." + name, found));
    }

    private static void missing(Json.Obj schema, String page, List<String> found) {
        schema.object("properties").fields().forEach((name, field) -> {
            boolean hasFields = !((Json.Obj) field).object("properties").isEmpty();
            if (!hasFields && !page.matches("(?s).*\\| `[^|]*\\b" + name + "(\\[])?`.*")) {
                found.add(name);
            }
            missing((Json.Obj) field, page, found);
        });
        if (!schema.object("items").isEmpty()) {
            missing(schema.object("items"), page, found);
        }
    }

    static Json.Obj environment(String spec) {
        Json.Obj fields = (Json.Obj) YamlText.parseAll(spec).getFirst();
        return Json.object(
                "apiVersion",
                "platform.example.com/v1",
                "kind",
                "Environment",
                "metadata",
                Json.object("name", "shop", "namespace", "platform"),
                "spec",
                fields.get("owner") == null ? fields.with("owner", "team-alpha") : fields);
    }
}
