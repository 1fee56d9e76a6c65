package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import java.io.BufferedReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// Watches: `kubectl get -w`, and the streams below it.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformanceWatchTest {
    private static final String BOOKMARKED = "&allowWatchBookmarks=true&timeoutSeconds=1";

    @Test
    void aTableGrowsWithWhatHappens(Place place) throws Exception {
        place.gadgets("cog {}");
        Process watching = place.kubectl().start("get", "gadgets", "-w");

        try (BufferedReader lines = watching.inputReader()) {
            assertThat(lines.readLine()).startsWith("NAME");
            assertThat(lines.readLine()).matches("cog +red .*");
            place.merge("cog", "{\"spec\":{\"colour\":\"blue\"}}");
            assertThat(lines.readLine()).matches("cog +blue .*");
            place.gadgets("dynamo {}");
            assertThat(lines.readLine()).matches("dynamo +red .*");
        } finally {
            watching.destroy();
        }
    }

    @Test
    void eventsAreNamedWhenAskedFor(Place place) throws Exception {
        place.gadgets("cog {}");
        Process watching = place.kubectl().start("get", "gadgets", "-w", "--output-watch-events");

        try (BufferedReader lines = watching.inputReader()) {
            assertThat(lines.readLine()).startsWith("EVENT");
            assertThat(lines.readLine()).startsWith("ADDED");
            place.label("cog", "a", "b");
            assertThat(lines.readLine()).startsWith("MODIFIED");
            place.delete("cog");
            assertThat(lines.readLine()).startsWith("DELETED");
        } finally {
            watching.destroy();
        }
    }

    @Test
    void oneObjectIsWatchedByName(Place place) throws Exception {
        place.gadgets("anvil {}", "cog {}");
        Process watching = place.kubectl().start("get", "gadget", "cog", "-w", "-o", "name");

        try (BufferedReader lines = watching.inputReader()) {
            assertThat(lines.readLine()).endsWith("/cog");
            place.label("anvil", "a", "b");
            place.label("cog", "a", "b");
            assertThat(lines.readLine()).endsWith("/cog");
        } finally {
            watching.destroy();
        }
    }

    @Test
    void onlyWhatIsNewIsShownWhenAskedFor(Place place) throws Exception {
        place.gadgets("cog {}");
        Process watching = place.kubectl().start("get", "gadgets", "--watch-only", "-o", "name");

        try (BufferedReader lines = watching.inputReader()) {
            // Whether it watches already cannot be seen, so one of these is the first that it sees.
            Thread writing = Thread.ofVirtual().start(() -> createUntilEnded(place, watching));
            assertThat(lines.readLine()).contains("/later-");
            watching.destroy();
            writing.join();
        } finally {
            watching.destroy();
        }
    }

    @Test
    void aWatchGoesOnFromARevision(Place place) throws Exception {
        place.gadgets("anvil {}");
        String revision = place.revision();
        place.gadgets("cog {}");
        place.label("anvil", "a", "b");
        place.delete("cog");

        List<Json.Obj> events = place.lines(place.path("?watch=true&timeoutSeconds=1&resourceVersion=" + revision));

        assertThat(events)
                .extracting(ConformanceWatchTest::told)
                .containsExactly("ADDED cog", "MODIFIED anvil", "DELETED cog");
    }

    @Test
    void theLastStateOfWhatIsDeletedHasTheRevisionOfItsDeletion(Place place) throws Exception {
        place.gadgets("cog {}");
        String revision = place.revision();
        place.delete("cog");

        Json.Obj event = place.lines(place.path("?watch=true&timeoutSeconds=1&resourceVersion=" + revision))
                .getFirst();

        assertThat(Long.parseLong(event.object("object").object("metadata").string("resourceVersion", "0")))
                .isGreaterThan(Long.parseLong(revision));
    }

    @Test
    void fromZeroEverythingIsAddedFirst(Place place) throws Exception {
        place.gadgets("anvil {}", "cog {}");

        assertThat(place.lines(place.path("?watch=1&timeoutSeconds=1&resourceVersion=0")))
                .extracting(ConformanceWatchTest::told)
                .containsExactlyInAnyOrder("ADDED anvil", "ADDED cog");
    }

    @Test
    void aBookmarkTellsHowFarAWatchGot(Place place) throws Exception {
        place.gadgets("anvil {}");
        String revision = place.revision();

        Json.Obj last = place.lines(place.path("?watch=true&resourceVersion=" + revision + BOOKMARKED))
                .getLast();

        assertThat(last.string("type")).isEqualTo("BOOKMARK");
        assertThat(last.object("object").string("kind")).isEqualTo("Gadget");
        assertThat(Long.parseLong(last.object("object").object("metadata").string("resourceVersion", "0")))
                .isGreaterThanOrEqualTo(Long.parseLong(revision));
    }

    @Test
    void aListByWatchEndsWithAMark(Place place) throws Exception {
        place.gadgets("anvil {}", "cog {}");

        List<Json.Obj> events = place.lines(place.path(
                "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=" + BOOKMARKED));

        assertThat(events.subList(0, 2))
                .extracting(ConformanceWatchTest::told)
                .containsExactlyInAnyOrder("ADDED anvil", "ADDED cog");
        assertThat(events.get(2).string("type")).isEqualTo("BOOKMARK");
        assertThat(events.get(2).object("object").object("metadata").object("annotations"))
                .isEqualTo(Json.object("k8s.io/initial-events-end", "true"));
    }

    @Test
    void aListByWatchNeedsAMatch(Place place) throws Exception {
        Wire.Answer refused =
                place.wire().get(place.path("?watch=true&sendInitialEvents=true&allowWatchBookmarks=true"));

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.cause().string("field")).isEqualTo("resourceVersionMatch");
    }

    @Test
    void aMatchNeedsAListByWatch(Place place) throws Exception {
        assertThat(place.wire()
                        .get(place.path("?watch=true&resourceVersionMatch=NotOlderThan"))
                        .code())
                .isEqualTo(422);
    }

    @Test
    void whatLeavesASelectionIsDeletedThere(Place place) throws Exception {
        place.create(Place.labelled("cog {}", "team: a"));
        String revision = place.revision();
        place.label("cog", "team", "b");
        place.label("cog", "team", "a");

        assertThat(place.lines(
                        place.path("?watch=true&timeoutSeconds=1&labelSelector=team%3Da&resourceVersion=" + revision)))
                .extracting(ConformanceWatchTest::told)
                .containsExactly("DELETED cog", "ADDED cog");
    }

    @Test
    void fieldsSelectWhatIsWatched(Place place) throws Exception {
        place.gadgets("cog {colour: red}");
        String revision = place.revision();
        place.merge("cog", "{\"spec\":{\"colour\":\"blue\"}}");

        assertThat(place.lines(place.path(
                        "?watch=true&timeoutSeconds=1&fieldSelector=spec.colour%3Dblue&resourceVersion=" + revision)))
                .extracting(ConformanceWatchTest::told)
                .containsExactly("ADDED cog");
    }

    private static String told(Json.Obj event) {
        return event.string("type") + " "
                + event.object("object").object("metadata").string("name");
    }

    private static void createUntilEnded(Place place, Process watching) {
        try {
            for (int i = 0; watching.isAlive() && i < 100; i++) {
                place.gadgets("later-" + i + " {}");
            }
        } catch (Exception failed) {
            watching.destroy();
            throw new IllegalStateException(failed);
        }
    }
}
