package io.paviour.http;

import io.paviour.registry.Listing;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
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
        var listing = new Listing(List.of(DEV), 9, "more", 3);

        Golden.assertSame(
                "table.yaml", rendering(TABLE, Rendering.Include.METADATA).list(listing));
        Golden.assertSame(
                "list.yaml", rendering(Accept.PLAIN, Rendering.Include.METADATA).list(listing));
        Golden.assertSame(
                "partial.yaml", rendering(PARTIAL, Rendering.Include.METADATA).list(listing));
    }

    @Test
    void aRowHasTheWholeResourceBehindItOnRequest() throws IOException {
        Golden.assertSame("row.yaml", rendering(TABLE, Rendering.Include.OBJECT).event(DEV, false));
    }

    @Test
    void aBookmarkHasARevisionOnly() throws IOException {
        Golden.assertSame(
                "bookmark.yaml", rendering(Accept.PLAIN, Rendering.Include.NONE).bookmark(9, true));
    }

    private static Rendering rendering(Accept accept, Rendering.Include include) throws IOException {
        return new Rendering(Golden.environment(), accept, include, CLOCK);
    }
}
