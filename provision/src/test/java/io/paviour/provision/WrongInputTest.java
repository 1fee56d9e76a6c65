package io.paviour.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a schema refuses, field by field.
class WrongInputTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        type: preview                                              | spec.type:
        owner: ''                                                  | spec.owner:
        owner: team alpha                                          | spec.owner:
        databases: [{name: a, type: oracle}]                       | spec.databases[0].type: Unsupported value: "oracle"
        databases: [{name: a}]                                     | spec.databases[0].type: Required value
        databases: [{name: a, type: redis, size: huge}]            | spec.databases[0].size: Unsupported value: "huge"
        databases: [{name: A, type: redis}]                        | spec.databases[0].name: Invalid value: "A"
        databases: [{name: 1a, type: redis}]                       | spec.databases[0].name: Invalid value: "1a"
        databases: [{name: a, type: redis, backupRetentionDays: 0}]| spec.databases[0].backupRetentionDays:
        databases: [{name: a, type: redis}, {name: a, type: redis}]| spec.databases[1]: Duplicate value
        services: [{name: a, replicas: -1}]                        | spec.services[0].replicas: Invalid value: -1
        services: [{name: a, replicas: 1000}]                      | spec.services[0].replicas: Invalid value: 1000
        services: [{name: a, replicas: many}]                      | spec.services[0].replicas: Invalid value: "string"
        services: [{name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}]         | spec.services[0].name: Too long
        services: [{name: a}, {name: b}, {name: a}]                | spec.services[2]: Duplicate value
        services: [{nmae: a}]                                      | unknown field "spec.services[0].nmae"
        servces: []                                                | unknown field "spec.servces"
        services: [{name: a, artifact: {archive: a.zip}}]          | spec.services[0].artifact.command: Required value
        secrets: [{name: a}, {name: a}]                            | spec.secrets[1]: Duplicate value
        secrets: [{name: a, source: Vault}]                        | spec.secrets[0].source: Invalid value: "Vault"
        networking: {egress: {allowed: some}}                      | spec.networking.egress.allowed: Unsupported value
        networking: {ingres: {enabled: true}}                      | unknown field "spec.networking.ingres"
        """)
    void isNamedByField(String spec, String flaw) {
        assertThat(TestKinds.flaws(KindsTest.environment(spec)))
                .anySatisfy(found -> assertThat(found).startsWith(flaw));
    }

    @Test
    void allOfItIsNamedAtOnce() {
        assertThat(TestKinds.flaws(KindsTest.environment("""
                services: [{name: api, replicas: -1, resources: {cpu: fast}}]
                databases: [{name: app-db, type: oracle, size: huge}]
                networking: {ingress: {hostname: -bad-}}
                """))).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"500m", "10m", "2", "0.5", "0.01", "1.25", "1000m"})
    void processorTimeIsAccepted(String cpu) {
        assertThat(TestKinds.flaws(service("resources", Json.object("cpu", cpu))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "0", "0m", "5m", "0.001", "1 core", "1G", "500M", "1e3", "½"})
    void processorTimeIsRefused(String cpu) {
        assertThat(TestKinds.flaws(service("resources", Json.object("cpu", cpu))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"512Mi", "1Gi", "1.5Gi", "0.5Gi", "100M", "2048Ki", "134217728"})
    void memoryIsAccepted(String memory) {
        assertThat(TestKinds.flaws(service("resources", Json.object("memory", memory))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1Gi", "512", "512MB", "1gi", "1m", "lots"})
    void memoryIsRefused(String memory) {
        assertThat(TestKinds.flaws(service("resources", Json.object("memory", memory))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello.tar.gz", "team/app-1.2.3.tgz", "a.zip", "a_b.jar"})
    void archivesAreAccepted(String archive) {
        assertThat(TestKinds.flaws(artifact("archive", archive))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/etc/a.zip", "../a.zip", "a/../b.zip", "a//b.zip", "./a.zip", "a.rar", "-x.zip", "a b.zip"})
    void archivesAreRefused(String archive) {
        assertThat(TestKinds.flaws(artifact("archive", archive))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv", "..", "a/..", "a/../b", ".hidden", "a/", "~"})
    void directoriesAreRefused(String directory) {
        assertThat(TestKinds.flaws(artifact("directory", directory))).hasSize(1);
    }

    @Test
    void anArtifactHasExactlyOneOfDirectoryAndArchive() {
        Json.Obj both = Json.object("command", Json.array("./run"), "archive", "a.zip", "directory", "a");

        assertThat(TestKinds.flaws(service("artifact", both)))
                .singleElement()
                .asString()
                .startsWith("spec.services[0].artifact:");
        assertThat(TestKinds.flaws(service("artifact", both.without("archive"))))
                .isEmpty();
        assertThat(TestKinds.flaws(service("artifact", both.without("archive").without("directory"))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"myapp.staging.example.com", "myapp.localhost", "localhost", "a-b.1.c"})
    void hostnamesAreAccepted(String hostname) {
        assertThat(TestKinds.flaws(ingress(hostname))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "*.localhost", "My.example.com", "-a.b", "a-.b", "a..b", "a.b.", "a_b.c", "a:80", "http://a"
            })
    void hostnamesAreRefused(String hostname) {
        assertThat(TestKinds.flaws(ingress(hostname))).hasSize(1);
    }

    @Test
    void hostnamesThatAreTooLongAreRefused() {
        assertThat(TestKinds.flaws(ingress("a".repeat(64)))).hasSize(1);
        assertThat(TestKinds.flaws(ingress("a.".repeat(127)))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shop", "1shop", "shop.eu", "shop-", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void namesOfEnvironmentsThatMakeNoLegalChildrenAreRefused(String name) {
        Json.Obj document = KindsTest.environment("type: environment")
                .with("metadata", Json.object("name", name, "namespace", "platform"));

        assertThat(TestKinds.flaws(document))
                .isNotEmpty()
                .allSatisfy(flaw -> assertThat(flaw).startsWith("metadata.name: "));
    }

    private static Json.Obj service(String field, Json value) {
        Json.Obj environment = KindsTest.environment("type: environment");
        Json services = Json.array(Json.object("name", "api", field, value));
        return environment.with("spec", environment.object("spec").with("services", services));
    }

    private static Json.Obj artifact(String field, String path) {
        return service("artifact", Json.object("command", Json.array("./run"), field, path));
    }

    private static Json.Obj ingress(String hostname) {
        Json.Obj environment = KindsTest.environment("type: environment");
        Json networking = Json.object("ingress", Json.object("enabled", true, "hostname", hostname));
        return environment.with("spec", environment.object("spec").with("networking", networking));
    }
}
