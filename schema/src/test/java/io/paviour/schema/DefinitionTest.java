package io.paviour.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DefinitionTest {
    private static final String CACHE = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: caches.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {plural: caches, kind: Cache}
              versions:
                - name: v1beta1
                  served: true
                  storage: false
                  deprecated: true
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec: {type: object, properties: {size: {type: string}, old: {type: string}}}
                - name: v1
                  served: true
                  storage: true
                  selectableFields: [{jsonPath: .spec.size}]
                  subresources:
                    status: {}
                    scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec:
                          type: object
                          properties:
                            size: {type: string}
                            replicas: {type: integer}
                            engine: {type: string, default: redis}
                        status: {type: object, properties: {replicas: {type: integer}}}
                - name: v1alpha1
                  served: false
                  storage: false
                  schema: {openAPIV3Schema: {type: object}}
            """;

    private static Json.Obj yaml(String text) {
        return (Json.Obj) YamlText.parseAll(text).getFirst();
    }

    @Test
    void theServedVersionsComeInTheOrderOfTheirPriority() {
        var definition = Definition.parse(yaml(CACHE));

        assertThat(definition.served()).extracting(Kind::version).containsExactly("v1", "v1beta1");
        assertThat(definition.stored().version()).isEqualTo("v1");
        assertThat(definition.served().getLast().deprecation()).isEqualTo("example.com/v1beta1 Cache is deprecated");
        assertThat(definition.stored().facets().selectable()).containsExactly("spec.size");
    }

    @Test
    void versionsAreOrderedAsKubernetesOrdersThem() {
        var versions = Stream.of("v1alpha2", "foo", "v2", "v10", "v1beta1", "v1", "bar1", "v3beta1", "v11alpha2")
                .sorted(Definition::compareVersions);

        assertThat(versions)
                .containsExactly("v10", "v2", "v1", "v3beta1", "v1beta1", "v11alpha2", "v1alpha2", "bar1", "foo");
    }

    @Test
    void aStoredResourceIsShownInTheVersionAskedFor() {
        Kind beta = Definition.parse(yaml(CACHE)).served().getLast();
        var stored = new Resource(yaml("""
                {apiVersion: example.com/v1, kind: Cache, metadata: {name: a, namespace: b},
                 spec: {size: small, engine: redis}}"""));

        Resource shown = beta.shown(stored);

        assertThat(shown.document()).isEqualTo(yaml("""
                {apiVersion: example.com/v1beta1, kind: Cache, metadata: {name: a, namespace: b}, spec: {size: small}}"""));
    }

    @Test
    void aResourceIsStoredInTheStorageVersion() {
        Kind beta = Definition.parse(yaml(CACHE)).served().getLast();
        var written = new Resource(yaml("""
                {apiVersion: example.com/v1beta1, kind: Cache, metadata: {name: a}, spec: {size: small, old: x}}"""));

        assertThat(beta.stored(written).document()).isEqualTo(yaml("""
                {apiVersion: example.com/v1, kind: Cache, metadata: {name: a}, spec: {size: small}}"""));
    }

    @Test
    void scaleReadsAndWritesTheReplicas() {
        Scale scale = Definition.parse(yaml(CACHE)).stored().facets().scale();
        Json.Obj document = yaml("""
                {apiVersion: example.com/v1, kind: Cache, metadata: {name: a, namespace: b, resourceVersion: '7'},
                 spec: {size: small}, status: {replicas: 2}}""");

        assertThat(scale).isNotNull();
        assertThat(scale.of(new Resource(document))).isEqualTo(yaml("""
                {kind: Scale, apiVersion: autoscaling/v1, metadata: {name: a, namespace: b, resourceVersion: '7'},
                 spec: {replicas: 0}, status: {replicas: 2}}"""));
        assertThat(scale.with(document, 3).object("spec").integer("replicas", 0))
                .isEqualTo(3);
    }

    @Test
    void whatIsWrongWithVersionsIsTold() {
        var manifest = yaml(CACHE.replace("name: v1beta1", "name: v1")
                .replace(".spec.replicas", ".replicas")
                .replace(".spec.size", ".metadata.name")
                .replace("storage: true", "storage: false"));
        Json.Obj spec = manifest.object("spec")
                .with("conversion", Json.object("strategy", "Webhook"))
                .with("preserveUnknownFields", Json.of(true));
        Json.Obj wrong = manifest.with("spec", spec).with("status", Json.object("storedVersions", List.of("v1", "v0")));

        assertThatThrownBy(() -> Definition.parse(wrong))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(((Problem.Invalid) thrown.problem()).violations())
                                .extracting(violation -> violation.field())
                                .containsExactly(
                                        "spec.conversion.strategy",
                                        "spec.preserveUnknownFields",
                                        "spec.versions[1].subresources.scale.specReplicasPath",
                                        "spec.versions[1].selectableFields[0].jsonPath",
                                        "spec.versions[1].name",
                                        "spec.versions",
                                        "status.storedVersions[1]"));
    }
}
