package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.registry.Registry;
import io.paviour.resource.Json;
import io.paviour.resource.Packed;
import io.paviour.resource.Resource;
import io.paviour.schema.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SharedEventsTest {
    private static final Accept TABLE = new Accept("Table", "meta.k8s.io", "v1");
    private static final Accept PARTIAL = new Accept("PartialObjectMetadata", "meta.k8s.io", "v1");
    private static final Kind NAMESPACES = Registry.ownKinds().stream()
            .map(Kind::parse)
            .filter(kind -> kind.plural().equals("namespaces"))
            .findFirst()
            .orElseThrow();

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:05:00Z"));
    private final InstantSource clock = now::get;
    private final SharedEvents events = new SharedEvents();

    @Test
    void whatOneWatcherMadeIsSentToAllOfTheSameForm() {
        byte[] first = events.event(rendering(TABLE), "MODIFIED", namespace(7));

        assertThat(events.event(rendering(TABLE), "MODIFIED", namespace(7))).isSameAs(first);
        assertThat(first).isEqualTo(rendering(TABLE).event(namespace(7), false));
    }

    @Test
    void whatDiffersInFormOrChangeIsNotMixedUp() {
        byte[] row = events.event(rendering(TABLE), "MODIFIED", namespace(7));

        assertThat(text(events.event(rendering(PARTIAL), "MODIFIED", namespace(7))))
                .contains("\"PartialObjectMetadata\"");
        assertThat(text(events.event(rendering(TABLE), "MODIFIED", namespace(8))))
                .contains("\"resourceVersion\":\"8\"");
        assertThat(events.event(rendering(TABLE), "DELETED", namespace(7))).isNotSameAs(row);
    }

    @Test
    void anAgeIsThatOfTheSecondInWhichItIsSent() {
        assertThat(text(events.event(rendering(TABLE), "MODIFIED", namespace(7))))
                .contains("\"5m\"");

        now.updateAndGet(time -> time.plus(Duration.ofMinutes(2)));

        assertThat(text(events.event(rendering(TABLE), "MODIFIED", namespace(7))))
                .contains("\"7m\"");
    }

    @Test
    void aWholeResourceIsSentAsItIsKept() {
        Packed namespace = namespace(7);

        assertThat(events.event(rendering(Accept.PLAIN), "MODIFIED", namespace)).isSameAs(namespace.text());
    }

    private Rendering rendering(Accept accept) {
        return new Rendering(NAMESPACES, accept, Rendering.Include.METADATA, clock);
    }

    private static Packed namespace(long revision) {
        Json.Obj metadata = Json.object("name", "shop", "creationTimestamp", "2026-01-01T00:00:00Z");
        var resource = new Resource(Json.object("apiVersion", "v1", "kind", "Namespace", "metadata", metadata));
        return Packed.of(resource.withRevision(revision));
    }

    private static String text(byte[] event) {
        return new String(event, StandardCharsets.UTF_8);
    }
}
