package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.testing.TestPlatform;
import io.paviour.testing.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is answered about a past that is no longer known: a platform that was started again remembers no changes from
/// before.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
class ConformanceExpiryTest {
    @RegisterExtension
    static final Workbench bench = new Workbench();

    private static Place place;
    private static String revision;
    private static String token;

    @BeforeAll
    static void aListThatIsNotReadToItsEnd() throws Exception {
        TestPlatform.Start start = bench.platform("data");
        TestPlatform first = bench.start(start).awaitReady();
        Place before = on(first);
        before.given(Conformance.resource("gadgets.yaml"), "create", "-f", "-");
        before.run("wait", "--for=condition=Established", "crd/gadgets.conformance.example.com");
        before.gadgets("anvil {}", "bolt {}", "cog {}");
        Json.Obj page = before.raw(before.path("?limit=1")).object("metadata");
        token = page.string("continue", "");
        revision = page.string("resourceVersion", "");
        before.delete("bolt");
        before.gadgets("dynamo {}");
        assertThat(first.stop()).isIn(0, 130);
        place = on(bench.start(start).awaitReady());
    }

    @Test
    void aListGoesOnInTheCurrentStateByATokenThatComesWithTheRefusal() throws Exception {
        assertThat(place.refused("get", "--raw", place.path("?limit=1&continue=" + token)))
                .startsWith("Error from server (Expired): The provided continue parameter is too old to display a"
                        + " consistent list result.");
        Wire.Answer refused = place.wire().get(place.path("?limit=1&continue=" + token));
        String further = refused.body().object("metadata").string("continue", "");

        Json.Obj rest = place.raw(place.path("?continue=" + further));

        assertThat(refused.code()).isEqualTo(410);
        assertThat(refused.body().string("reason")).isEqualTo("Expired");
        assertThat(rest.objects("items").map(item -> item.object("metadata").string("name")))
                .containsExactly("cog", "dynamo");
    }

    @Test
    void aListOfThePastIsRefused() throws Exception {
        Wire.Answer refused = place.wire().get(place.path("?resourceVersionMatch=Exact&resourceVersion=" + revision));

        assertThat(refused.code()).isEqualTo(410);
        assertThat(refused.body().string("reason")).isEqualTo("Expired");
        assertThat(refused.body().object("metadata").get("continue")).isNull();
    }

    @Test
    void aWatchFromThePastEndsWithTheNewsThatItIsGone() throws Exception {
        Json.Obj only = place.lines(place.path("?watch=true&timeoutSeconds=60&resourceVersion=" + revision))
                .getLast();

        assertThat(only.string("type")).isEqualTo("ERROR");
        assertThat(only.object("object").string("kind")).isEqualTo("Status");
        assertThat(only.object("object").integer("code", 0)).isEqualTo(410);
        assertThat(only.object("object").string("reason")).isEqualTo("Expired");
        assertThat(only.object("object").string("message")).startsWith("too old resource version: " + revision + " (");
    }

    @Test
    void aRevisionAtLeastThatOldIsAnswered() throws Exception {
        assertThat(place.raw(place.path("?resourceVersionMatch=NotOlderThan&resourceVersion=" + revision))
                        .objects("items"))
                .hasSize(3);
    }

    private static Place on(TestPlatform platform) throws IOException {
        return new Place(
                bench.kubectl(platform).with("--namespace=default"),
                "default",
                Files.createDirectories(bench.directory().resolve("files")),
                Wire.to(platform),
                platform.data());
    }
}
