package io.paviour.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.YamlText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the schema of a PlatformConfiguration refuses, field by field.
class PlatformConfigurationTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {}                                                    | spec:
        clusters: [{name: a}]                                 | spec.clusters[0].region: Required value
        clusters: [{name: A, region: b}]                      | spec.clusters[0].name: Invalid value: "A"
        clusters: [{name: a, region: b}, {name: a, region: b}] | spec.clusters[1]: Duplicate value
        clusters: [{name: a, region: b, nodepools: []}]       | unknown field "spec.clusters[0].nodepools"
        clusters: [{name: a, region: b, nodePools: [{name: c}]}] | spec.clusters[0].nodePools[0].minSize: Required value
        clusters: [{name: a, region: b, nodePools: [{name: c, minSize: -1, maxSize: 1, instanceType: x}]}] | spec.clusters[0].nodePools[0].minSize: Invalid value: -1
        clusters: [{name: a, region: b, nodePools: [{name: c, minSize: '1', maxSize: 1, instanceType: x}]}] | spec.clusters[0].nodePools[0].minSize: Invalid value: "string"
        serviceMesh: {mtls: strict}                           | spec.serviceMesh.provider: Required value
        serviceMesh: {provider: envoy}                        | spec.serviceMesh.provider: Unsupported value: "envoy"
        serviceMesh: {provider: istio, mtls: required}        | spec.serviceMesh.mtls: Unsupported value: "required"
        serviceMesh: {provider: istio, tracing: {provider: jaeger, samplingRate: 101}} | spec.serviceMesh.tracing.samplingRate: Invalid value: 101
        observability: {prometheus: {retention: 30 days}}     | spec.observability.prometheus.retention: Invalid value: "30 days"
        observability: {prometheus: {storage: lots}}          | spec.observability.prometheus.storage: Invalid value: "lots"
        observability: {logging: {aggregation: paper}}        | spec.observability.logging.aggregation: Unsupported value: "paper"
        observability: {alerts: {channels: [{}]}}             | spec.observability.alerts.channels[0].type: Required value
        observability: {alerts: {channels: [{type: slack, webhookUrl: 'ftp://x'}]}} | spec.observability.alerts.channels[0].webhookUrl: Invalid value: "ftp://x"
        observability: {alerts: {channels: [{type: slack, secretRef: {name: a}}]}} | spec.observability.alerts.channels[0].secretRef.key: Required value
        security: {podSecurityPolicy: none}                   | spec.security.podSecurityPolicy: Unsupported value: "none"
        security: {secretEncryption: {}}                      | spec.security.secretEncryption.provider: Required value
        security: {imageScanning: 'yes'}                      | spec.security.imageScanning: Invalid value: "string"
        """)
    void isNamedByField(String spec, String flaw) {
        assertThat(TestKinds.flaws(configuration(spec)))
                .anySatisfy(found -> assertThat(found).startsWith(flaw));
    }

    @Test
    void allOfItIsNamedAtOnce() {
        assertThat(TestKinds.flaws(configuration("""
                clusters: [{name: A, region: ''}]
                serviceMesh: {provider: envoy}
                security: {networkPolices: true, podSecurityPolicy: none}
                """))).hasSize(5);
    }

    private static Json.Obj configuration(String spec) {
        return Json.object(
                "apiVersion",
                "platform.example.com/v1",
                "kind",
                "PlatformConfiguration",
                "metadata",
                Json.object("name", "company", "namespace", "platform"),
                "spec",
                YamlText.parseAll(spec).getFirst());
    }
}
