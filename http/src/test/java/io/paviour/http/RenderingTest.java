package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.registry.Listing;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Packed;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:05:00Z"));
    private static final Accept TABLE = new Accept("Table", "meta.k8s.io", "v1");
    private static final Accept PARTIAL = new Accept("PartialObjectMetadataList", "meta.k8s.io", "v1");
    private static final Resource DEV =
            new Resource((Json.Obj) YamlText.parseAll("""
                    apiVersion: platform.example.com/v1
                    kind: Environment
                    metadata: {namespace: shop, name: dev, resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z'}
                    spec: {type: staging}
                    """).getFirst());

    @Test
    void aListIsATableAPageOrMetadata() throws IOException {
        var listing = new Listing(List.of(Packed.of(DEV)), 9, "more", 3);

        Golden.assertSame(
                "table.yaml", json(rendering(TABLE, Rendering.Include.METADATA).list(listing)));
        Golden.assertSame(
                "list.yaml",
                json(rendering(Accept.PLAIN, Rendering.Include.METADATA).list(listing)));
        Golden.assertSame(
                "partial.yaml",
                json(rendering(PARTIAL, Rendering.Include.METADATA).list(listing)));
    }

    @Test
    void aRowHasTheWholeResourceBehindItOnRequest() throws IOException {
        Golden.assertSame(
                "row.yaml",
                JsonText.parse(rendering(TABLE, Rendering.Include.OBJECT).event(Packed.of(DEV), false)));
    }

    @Test
    void aBookmarkHasARevisionOnly() throws IOException {
        Golden.assertSame(
                "bookmark.yaml", rendering(Accept.PLAIN, Rendering.Include.NONE).bookmark(9, true));
    }

    @Test
    void aLongListIsWrittenItemByItem() throws Exception {
        var listing = new Listing(Collections.nCopies(10_000, Packed.of(DEV)), 9, null, 0);

        Reply reply = rendering(Accept.PLAIN, Rendering.Include.NONE).list(listing);

        assertThat(reply).isInstanceOf(Reply.Flow.class);
        var written = new ByteArrayOutputStream();
        ((Reply.Flow) reply).writing().writeTo(written);
        Json.Obj list = JsonText.parseObject(written.toByteArray());
        assertThat(list.array("items")).hasSize(10_000).allMatch(DEV.document()::equals);
        assertThat(list.object("metadata")).isEqualTo(Json.object("resourceVersion", "9"));
    }

    private static Json json(Reply reply) {
        return JsonText.parse(((Reply.Whole) reply).body());
    }

    private static Rendering rendering(Accept accept, Rendering.Include include) throws IOException {
        return new Rendering(Golden.environment(), accept, include, CLOCK);
    }
}
