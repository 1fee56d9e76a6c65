package io.paviour.paths;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.plugin.Plugin;
import io.paviour.resource.Json;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenPathTest {
    private static final Pattern YAML_BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Kind KIND = Kind.parse(new PathsPlugin().kinds().getFirst());

    @Test
    void thePluginIsFoundAndBringsTheKind() {
        Plugin plugin = ServiceLoader.load(Plugin.class).findFirst().orElseThrow();

        assertThat(plugin.name()).isEqualTo("paths");
        assertThat(plugin.kinds()).hasSize(1);
        assertThat(KIND.resourceName()).isEqualTo("goldenpaths.platform.example.com");
        assertThat(KIND.namespaced()).isFalse();
        assertThat(KIND.hasStatus()).isTrue();
        assertThat(KIND.shortNames()).containsExactly("gp");
    }

    @Test
    void theGuidesExampleIsValidAsItIs() throws IOException {
        try (var in = GoldenPathTest.class.getResourceAsStream("/guide-goldenpath.yaml")) {
            assertThat(flaws(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))))
                    .isEmpty();
        }
    }

    @Test
    void theExampleOnThePageIsValid() throws IOException {
        List<String> examples = YAML_BLOCK
                .matcher(page())
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(examples)
                .isNotEmpty()
                .allSatisfy(example -> assertThat(flaws(parse(example))).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        required: []                                              | spec.required:
        optional: []                                              | spec.required: Required value
        required: [{}]                                            | spec.required[0].type: Required value
        required: [{type: podman}]                                | spec.required[0].type: Unsupported value: "podman"
        required: [{type: cache}, {type: cache}]                  | spec.required[1]: Duplicate value
        required: [{type: kubernetes, deploymnet: {}}]            | unknown field "spec.required[0].deploymnet": did you mean "deployment"?
        required: [{type: kubernetes, deployment: {replicas: 0}}] | spec.required[0].deployment.replicas: Invalid value: 0
        required: [{type: kubernetes, deployment: {strategy: big}}] | spec.required[0].deployment.strategy: Unsupported value: "big"
        required: [{type: kubernetes, deployment: {health-checks: 1}}] | spec.required[0].deployment.health-checks:
        required: [{type: github-repository, default-branch: /x}] | spec.required[0].default-branch: Invalid value: "/x"
        required: [{type: github-repository, required-checks: [a, a]}] | spec.required[0].required-checks[1]: Duplicate value
        required: [{type: service-mesh, mtls: strict}]            | spec.required[0].mtls: Unsupported value: "strict"
        required: [{type: logging, sampling-rate: 101}]           | spec.required[0].sampling-rate: Invalid value: 101
        required: [{type: logging, retention_days: 3}]            | unknown field "spec.required[0].retention_days": did you mean "retention-days"?
        required: [{type: monitoring, alerts: [Too Loud]}]        | spec.required[0].alerts[0]: Invalid value: "Too Loud"
        required: [{type: database, types: [oracle]}]             | spec.required[0].types[0]: Unsupported value: "oracle"
        required: [{type: database, types: []}]                   | spec.required[0].types:
        standards: [{testing: a, security: b}]                    | spec.standards[0]: Too many
        standards: [{}]                                           | spec.standards[0]: Invalid value
        standards: [{programming-language: java}]                 | spec.standards[0].programming-language: Invalid value: "string"
        standards: [{licence: free}]                              | unknown field "spec.standards[0].licence": did you mean "license"?
        """)
    void whatIsWrongIsNamedByField(String spec, String flaw) {
        assertThat(flaws(path(spec))).anySatisfy(found -> assertThat(found).startsWith(flaw));
    }

    /// The rules are written in CEL: see `x-kubernetes-validations` in the manifest.
    @Test
    void aComponentHasTheFieldsOfItsTypeOnly() {
        assertThat(flaws(path("""
                required:
                - {type: kubernetes, ci: x, default-branch: main, types: [kafka], alerts: [a]}
                - {type: cache, types: [kafka]}
                optional: [{type: cache}]
                """)))
                .containsExactlyInAnyOrder(
                        "spec.required[0].ci: Forbidden: belongs to components of the type github-repository",
                        "spec.required[0].default-branch: Forbidden: belongs to components of the type"
                                + " github-repository",
                        "spec.required[0].types: Forbidden: belongs to components of the types database, cache and"
                                + " message-queue",
                        "spec.required[0].alerts: Forbidden: belongs to components of the type monitoring",
                        "spec.required[1].types: Invalid value: \"object\": a cache is one of redis, memcached",
                        "spec.optional: Invalid value: \"object\": a component is either required or optional, not"
                                + " both");
    }

    @Test
    void allOfItIsNamedAtOnce() {
        assertThat(flaws(path("""
                required:
                - {type: kubernetes, deployment: {replicas: 0, stratgy: rolling}}
                - {type: logging, retention-days: 0}
                - {type: cache, types: [oracle]}
                standards: [{testing: ''}]
                """))).hasSize(6).last().asString().contains("some validation rules were not checked");
    }

    @Test
    void everyFieldIsDescribedAndStandsOnThePage() throws IOException {
        String page = page();
        var fields = new ArrayList<String>();
        var undescribed = new ArrayList<String>();
        collect(KIND.schema().openApi().object("properties").object("spec"), "spec", fields, undescribed);

        assertThat(undescribed).isEmpty();
        assertThat(fields)
                .hasSizeGreaterThan(20)
                .allSatisfy(field -> assertThat(page)
                        .containsPattern(
                                "\\| `[^|]*" + Pattern.quote(field.substring(field.lastIndexOf('.'))) + "(\\[])?`"));
    }

    private static void collect(Json.Obj schema, String path, List<String> fields, List<String> undescribed) {
        schema.object("properties").fields().forEach((name, value) -> {
            Json.Obj field = (Json.Obj) value;
            String here = path + "." + name;
            if (field.string("description") == null) {
                undescribed.add(here);
            }
            if (field.object("properties").isEmpty()) {
                fields.add(here);
            }
            collect(field, here, fields, undescribed);
            collect(field.object("items"), here + "[]", fields, undescribed);
        });
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "kinds", "goldenpath.md"));
    }

    private static Json.Obj path(String spec) {
        Json.Obj fields = parse(spec);
        boolean isWhole = fields.get("required") != null || fields.get("optional") != null;
        Json required = Json.array(Json.object("type", "kubernetes"));
        return Json.object(
                "apiVersion",
                "platform.example.com/v1",
                "kind",
                "GoldenPath",
                "metadata",
                Json.object("name", "standard"),
                "spec",
                isWhole ? fields : fields.with("required", required));
    }

    private static Json.Obj parse(String text) {
        return (Json.Obj) YamlText.parseAll(text).getFirst();
    }

    /// Everything that is wrong with a document, unknown fields first, as somebody is told who applies it strictly.
    private static List<String> flaws(Json.Obj document) {
        var flaws = new ArrayList<String>();
        for (String field : KIND.schema().prune(document).unknown()) {
            String meant = KIND.suggest(field);
            flaws.add("unknown field \"" + field + "\"" + (meant == null ? "" : ": did you mean \"" + meant + "\"?"));
        }
        Json.Obj known =
                KIND.schema().withDefaults(KIND.schema().prune(document).document());
        KIND.validateMetadata(known).forEach(violation -> flaws.add(violation.toString()));
        KIND.schema().validate(known).forEach(violation -> flaws.add(violation.toString()));
        return flaws;
    }
}
