package io.paviour.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.YamlText;
import java.util.List;
import org.junit.jupiter.api.Test;

class KindTest {
    private static final String DATABASE = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: databases.platform.example.com}
            spec:
              group: platform.example.com
              scope: Namespaced
              names: {plural: databases, singular: database, kind: Database, shortNames: [db], categories: [all]}
              versions:
                - name: v1
                  served: true
                  storage: true
                  subresources: {status: {}}
                  additionalPrinterColumns:
                    - {name: Type, type: string, jsonPath: .spec.type}
                    - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
                    - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
                  schema:
                    openAPIV3Schema:
                      type: object
                      required: [spec]
                      properties:
                        spec:
                          type: object
                          required: [type]
                          properties:
                            type: {type: string, enum: [postgres, mysql]}
                            backupRetentionDays: {type: integer, minimum: 1, default: 30}
            """;

    private static Json.Obj yaml(String text) {
        return (Json.Obj) YamlText.parseAll(text).getFirst();
    }

    @Test
    void aManifestSaysWhatAKindIsCalledAndShows() {
        var kind = Kind.parse(yaml(DATABASE));

        assertThat(kind.name()).isEqualTo(new KindName("platform.example.com", "Database"));
        assertThat(kind.apiVersion()).isEqualTo("platform.example.com/v1");
        assertThat(kind.resourceName()).isEqualTo("databases.platform.example.com");
        assertThat(kind.singular()).isEqualTo("database");
        assertThat(kind.shortNames()).containsExactly("db");
        assertThat(kind.categories()).containsExactly("all");
        assertThat(kind.namespaced()).isTrue();
        assertThat(kind.hasStatus()).isTrue();
        assertThat(kind.columns()).extracting(Column::name).containsExactly("Type", "Ready", "Age");
    }

    @Test
    void aDefaultIsFoundWhereverItStands() {
        String none = DATABASE.replace(", default: 30", "");
        String ofItems = none.replace(
                "minimum: 1}", "minimum: 1}\n                tags: {type: array, items: {type: string, default: x}}");
        String ofOthers = none.replace(
                "minimum: 1}",
                "minimum: 1}\n                tags: {type: object, additionalProperties: {type: string, default: x}}");

        assertThat(List.of(DATABASE, ofItems, ofOthers))
                .allMatch(text -> Kind.parse(yaml(text)).schema().hasDefaults());
        assertThat(Kind.parse(yaml(none)).schema().hasDefaults()).isFalse();
    }

    @Test
    void aKindWithoutColumnsShowsItsAge() {
        var manifest = yaml(DATABASE.replace("additionalPrinterColumns", "x-none"));

        assertThat(Kind.parse(manifest).columns()).containsExactly(Column.AGE);
    }

    @Test
    void aKindOfTheCoreGroupIsNamedByItsPluralAlone() {
        var manifest = Kind.inGroup(yaml(DATABASE), "platform.example.com", "");

        var kind = Kind.parse(manifest);

        assertThat(kind.apiVersion()).isEqualTo("v1");
        assertThat(kind.resourceName()).isEqualTo("databases");
    }

    @Test
    void aManifestMovesToAnotherGroup() {
        var manifest = Kind.inGroup(yaml(DATABASE), "platform.example.com", "idp.acme.com");

        assertThat(Kind.parse(manifest).resourceName()).isEqualTo("databases.idp.acme.com");
        assertThat(Kind.inGroup(manifest, "platform.example.com", "other")).isSameAs(manifest);
    }

    @Test
    void aMisspeltFieldIsGuessed() {
        var kind = Kind.parse(yaml(DATABASE));

        assertThat(kind.suggest("spec.tpye")).isEqualTo("type");
        assertThat(kind.suggest("spec.backupRetentionDay")).isEqualTo("backupRetentionDays");
        assertThat(kind.suggest("metadata.lables")).isEqualTo("labels");
        assertThat(kind.suggest("sepc")).isEqualTo("spec");
        assertThat(kind.suggest("spec.colour")).isNull();
        assertThat(kind.suggest("spec.nowhere.type")).isNull();
    }

    @Test
    void everythingThatIsWrongWithAManifestIsTold() {
        var manifest = yaml("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: database}
                spec:
                  group: platform.example.com
                  scope: Namespace
                  names: {plural: databases, shortNames: [DB]}
                  versions:
                    - name: v1
                      storage: true
                      additionalPrinterColumns:
                        - {name: Type, type: text, jsonPath: 'spec.type'}
                      schema:
                        openAPIV3Schema:
                          properties:
                            spec: {type: object, properties: {a: {type: strin}, b: {type: array}, c: {type: string, maxLenght: 3}}}
                """);

        assertThatThrownBy(() -> Kind.parse(manifest)).isInstanceOfSatisfying(ProblemException.class, thrown -> {
            var problem = (Problem.Invalid) thrown.problem();
            assertThat(problem.violations())
                    .extracting(
                            violation -> violation.field().replace("spec.versions[0].schema.openAPIV3Schema", "schema"))
                    .containsExactly(
                            "spec.names.kind",
                            "spec.names.shortNames[0]",
                            "metadata.name",
                            "spec.scope",
                            "spec.versions[0].served",
                            "schema.type",
                            "schema.properties.spec.properties.a.type",
                            "schema.properties.spec.properties.b.items",
                            "schema.properties.spec.properties.c.maxLenght",
                            "spec.versions[0].additionalPrinterColumns[0].type",
                            "spec.versions[0].additionalPrinterColumns[0].jsonPath");
        });
    }

    @Test
    void rolesMayHaveAnyNameThatFitsIntoAPath() {
        var kind = Kind.parse(Kind.inGroup(yaml(DATABASE), "platform.example.com", "rbac.authorization.k8s.io"));

        assertThat(flaws(kind, "system:discovery")).isEmpty();
        assertThat(flaws(kind, "a/b")).hasSize(1);
        assertThat(flaws(kind, "..")).hasSize(1);
        assertThat(flaws(Kind.parse(yaml(DATABASE)), "system:discovery")).hasSize(1);
    }

    private static List<?> flaws(Kind kind, String name) {
        return kind.validateMetadata(Json.object("metadata", Json.object("name", name, "namespace", "a")));
    }
}
