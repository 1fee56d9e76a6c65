package io.paviour.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PackedTest {
    private static Resource resource(String yaml) {
        return new Resource((Json.Obj) YamlText.parseAll(yaml).getFirst());
    }

    private static final Resource CHILD = resource("""
            spec:
              template: {"metadata": {"labels": {a: b}}, text: '"metadata":{'}
            metadata:
              name: child
              namespace: platform
              uid: 4711
              labels: {team: shop, odd: 7}
              resourceVersion: '12'
              deletionTimestamp: 2026-01-01T00:00:00Z
              managedFields: [{manager: a, fieldsV1: {f:spec: {}}}]
              ownerReferences:
              - {apiVersion: example.com/v1, kind: Parent, name: p, uid: u1, controller: true, blockOwnerDeletion: true}
              - {apiVersion: v1, kind: Namespace, name: n, uid: u2}
            kind: Child
            apiVersion: example.com/v2
            """);

    @Test
    void aPackedResourceKnowsWhatIsAskedForOften() {
        Packed packed = Packed.of(CHILD);

        assertThat(packed.ref()).isEqualTo(CHILD.ref());
        assertThat(packed.apiVersion()).isEqualTo("example.com/v2");
        assertThat(packed.revision()).isEqualTo(12);
        assertThat(packed.labels()).isEqualTo(Map.of("team", "shop"));
        assertThat(packed.isDeleting()).isTrue();
        assertThat(packed.owners())
                .containsExactly(
                        new Packed.Owner(new KindName("example.com", "Parent"), "p", "u1", true, true),
                        new Packed.Owner(new KindName("", "Namespace"), "n", "u2", false, false));
        assertThat(packed.resource()).isEqualTo(CHILD);
    }

    @Test
    void whatIsReadBackIsWhatWasPacked() {
        Packed read = Packed.read(Packed.text(CHILD), 12);

        assertThat(read).isEqualTo(Packed.of(CHILD));
        assertThat(read.labels()).isEqualTo(Map.of("team", "shop"));
        assertThat(read.owners()).isEqualTo(Packed.of(CHILD).owners());
        assertThat(read.isDeleting()).isTrue();
        assertThat(read.resource()).isEqualTo(CHILD);
    }

    @Test
    void theTextBeginsWithWhatTheResourceIsAndCarriesItsRevision() {
        Packed packed = Packed.read(Packed.text(CHILD), 13);

        assertThat(new String(packed.text(), StandardCharsets.UTF_8))
                .startsWith(
                        "{\"apiVersion\":\"example.com/v2\",\"kind\":\"Child\",\"metadata\":{\"resourceVersion\":\"13\",");
        assertThat(packed.resource()).isEqualTo(CHILD.withRevision(13));
    }

    @Test
    void aTextInAnotherOrderIsReadToo() {
        byte[] text = JsonText.bytes(
                CHILD.withMetadata(CHILD.metadata().without("resourceVersion")).document());

        assertThat(Packed.read(text, 12)).isEqualTo(Packed.of(CHILD));
    }

    @Test
    void wordsThatManyResourcesShareAreKeptOnce() {
        byte[] text = Packed.text(CHILD);
        Packed one = Packed.read(text, 12);
        Packed other = Packed.of(CHILD, text, 13);

        assertThat(other.apiVersion()).isSameAs(one.apiVersion());
        assertThat(other.ref().kind().group()).isSameAs(one.ref().kind().group());
        assertThat(other.ref().kind().kind()).isSameAs(one.ref().kind().kind());
        assertThat(other.ref().namespace()).isSameAs(one.ref().namespace());
        assertThat(other.labels().get("team")).isSameAs(one.labels().get("team"));
    }
}
