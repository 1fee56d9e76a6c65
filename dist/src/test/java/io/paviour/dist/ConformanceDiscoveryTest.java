package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.testing.Eventually;
import io.paviour.testing.Kubectl;
import io.paviour.testing.Workbench;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// What kubectl finds out about the platform: kinds, schemas, subjects, events.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformanceDiscoveryTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String ENVIRONMENT = """
            apiVersion: platform.example.com/v1
            kind: Environment
            metadata: {name: shop}
            spec: {owner: team-a}
            """;

    @Test
    void kindsAreListedWithWhatTheyAreCalled(Place place) throws Exception {
        assertThat(place.run("api-resources", "--no-headers"))
                .containsPattern("(?m)^gadgets +gd +conformance.example.com/v1 +true +Gadget$")
                .containsPattern("(?m)^environments +env +platform.example.com/v1 +true +Environment$")
                .containsPattern("(?m)^namespaces +ns +v1 +false +Namespace$")
                .containsPattern("(?m)^customresourcedefinitions +crd,crds +apiextensions.k8s.io/v1 +false +");
    }

    @Test
    void kindsAreListedWithTheirVerbs(Place place) throws Exception {
        assertThat(place.run("api-resources", "--api-group=conformance.example.com", "-o", "wide", "--no-headers"))
                .contains("create,delete,deletecollection,get,list,patch,update,watch")
                .contains("tools");
    }

    @Test
    void kindsAreListedByCategory(Place place) throws Exception {
        assertThat(place.run("api-resources", "--categories=all", "-o", "name").lines())
                .contains("environments.platform.example.com", "workloads.platform.example.com")
                .doesNotContain("gadgets.conformance.example.com");
    }

    @Test
    void versionsAreListed(Place place) throws Exception {
        assertThat(place.run("api-versions").lines())
                .contains(
                        "v1",
                        "apiextensions.k8s.io/v1",
                        "conformance.example.com/v1",
                        "conformance.example.com/v1beta1",
                        "platform.example.com/v1");
    }

    @Test
    void theServerHasAVersion(Place place) throws Exception {
        assertThat(place.run("version")).containsPattern("Server Version: v1\\.[0-9]+\\.[0-9]+");
    }

    @Test
    void aPlatformIsNoClusterButHasAnAddress(Place place) throws Exception {
        assertThat(place.refused("cluster-info")).contains("the server doesn't have a resource type \"services\"");
        assertThat(place.run("config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}"))
                .isEqualTo(place.wire().api().toString());
    }

    @Test
    void discoveryHasAPlainFormToo(Place place) throws Exception {
        Json.Obj list = place.raw("/apis/conformance.example.com/v1");

        assertThat(list.string("kind")).isEqualTo("APIResourceList");
        assertThat(list.objects("resources"))
                .extracting(resource -> resource.string("name") + " " + resource.string("kind"))
                .containsExactlyInAnyOrder("gadgets Gadget", "gadgets/status Gadget", "gadgets/scale Scale");
    }

    @Test
    void explainShowsAKind(Place place) throws Exception {
        assertThat(place.run("explain", "gadget"))
                .contains("KIND:       Gadget", "A thing that shows all that a kind can have.", "  spec\t<Object>");
    }

    @Test
    void explainShowsAFieldWithinOthers(Place place) throws Exception {
        assertThat(place.run("explain", "gd.spec.parts.count")).contains("FIELD: count <integer>", "How many of it.");
        assertThat(place.run("explain", "gd.spec.colour"))
                .containsIgnoringCase("enum:")
                .contains("red", "green", "blue");
    }

    @Test
    void explainShowsEveryFieldOfAKind(Place place) throws Exception {
        assertThat(place.run("explain", "gadgets", "--recursive"))
                .contains(
                        "\n    parts\t<[]Object>\n",
                        "\n      count\t<integer>\n",
                        "\n    settings\t<map[string]string>\n")
                .contains("\n    ownerReferences\t<[]OwnerReference>\n");
    }

    @Test
    void explainShowsAnotherVersion(Place place) throws Exception {
        assertThat(place.run("explain", "gadget", "--api-version=conformance.example.com/v1beta1"))
                .contains("VERSION:    v1beta1");
    }

    @Test
    void explainDoesNotKnowEveryField(Place place) throws Exception {
        assertThat(place.refused("explain", "gadget.spec.price")).isEqualTo("error: field \"price\" does not exist\n");
    }

    @Test
    void whoAsksIsTold(Place place) throws Exception {
        assertThat(place.run("auth", "whoami"))
                .containsPattern("Username +admin")
                .contains("system:masters");
    }

    @Test
    void whatOneMayDoIsTold(Place place) throws Exception {
        assertThat(place.run("auth", "can-i", "delete", "gadgets")).isEqualTo("yes\n");
        assertThat(place.run("auth", "can-i", "patch", "gadgets", "--subresource=status"))
                .isEqualTo("yes\n");
    }

    @Test
    void aStrangerIsNotAnswered(Place place) throws Exception {
        Kubectl stranger = place.kubectl().with("--token=pav_nobody");

        assertThat(stranger.run("get", "gadgets").err())
                .isEqualTo("error: You must be logged in to the server (Unauthorized)\n");
    }

    @Test
    void anEnvironmentIsInTheCategoryAllAndHasAShortName(Place place) throws Exception {
        place.given(ENVIRONMENT, "apply", "-f", "-");

        assertThat(place.run("get", "all", "-o", "name")).isEqualTo("environment.platform.example.com/shop\n");
        assertThat(place.run("get", "env", "shop", "--no-headers")).matches("shop .* team-a .*\n");
        assertThat(place.run("wait", "env/shop", "--for=condition=Ready", "--timeout=300s"))
                .isEqualTo("environment.platform.example.com/shop condition met\n");
    }

    @Test
    void anEnvironmentKeepsTheConditionsOfOthers(Place place) throws Exception {
        place.given(ENVIRONMENT, "apply", "-f", "-");
        place.run("wait", "env/shop", "--for=condition=Ready", "--timeout=300s");

        String seen = "{apiVersion: platform.example.com/v1, kind: Environment, metadata: {name: shop}, status:"
                + " {conditions: [{type: Audited, status: 'True', reason: Seen, message: by hand,"
                + " lastTransitionTime: '2026-01-01T00:00:00Z'}]}}";
        place.given(seen, "apply", "--server-side", "--subresource=status", "--field-manager=auditor", "-f", "-");
        place.run("patch", "env", "shop", "--type=merge", "-p", "{\"spec\":{\"owner\":\"team-b\"}}");
        place.run("wait", "env/shop", "--for=jsonpath={.status.observedGeneration}=2", "--timeout=300s");

        assertThat(place.run("get", "env", "shop", "-o", "jsonpath={.status.conditions[*].type}"))
                .contains("Audited", "Ready");
    }

    @Test
    void describeTellsWhatHappened(Place place) throws Exception {
        place.given(ENVIRONMENT, "apply", "-f", "-");
        place.run("wait", "env/shop", "--for=condition=Ready", "--timeout=300s");

        Eventually.isTrue(
                "an event is described",
                PATIENCE,
                () -> place.run("describe", "env", "shop").matches("(?s).*Events:\n +Type +Reason .*Normal .*"));
    }

    @Test
    void eventsAreListedByWhatTheyAreAbout(Place place) throws Exception {
        place.given(ENVIRONMENT, "apply", "-f", "-");
        place.run("wait", "env/shop", "--for=condition=Ready", "--timeout=300s");

        Eventually.isTrue(
                "an event is listed",
                PATIENCE,
                () -> place.run("events", "--for", "environment/shop")
                        .matches("(?s)LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n.*Environment/shop .*"));
        assertThat(place.kubectl().run("events", "--for", "environment/other").err())
                .isEqualTo("No events found in " + place.namespace() + " namespace.\n");
        assertThat(place.run("get", "events", "--field-selector", "involvedObject.name=shop,type=Normal", "-o", "name"))
                .startsWith("event/");
        assertThat(place.run("get", "events", "--field-selector", "involvedObject.name=other", "-o", "name"))
                .isEmpty();
    }

    @Test
    void theLogOfAWorkloadIsRead(Place place) throws Exception {
        place.given("""
                apiVersion: platform.example.com/v1
                kind: Workload
                metadata: {name: talker}
                spec:
                  owner: team-a
                  artifact: {directory: talker, command: [/bin/sh, -c, 'echo hello from $0; exec sleep 600', talker]}
                """, "create", "-f", "-");

        Eventually.isTrue(
                "the log is there",
                PATIENCE,
                () -> place.kubectl()
                        .run(
                                "get",
                                "--raw",
                                "/apis/platform.example.com/v1/namespaces/" + place.namespace()
                                        + "/workloads/talker/log")
                        .out()
                        .contains("hello from talker"));
        String[] logs = {"logs", "talker", "--namespace", place.namespace(), "--replica", "0"};
        assertThat(Workbench.cli(place.kubectl().kubeconfig(), logs)).matches("[0-9-]+T[0-9:.]+Z hello from talker\n");
        place.run("delete", "workload", "talker", "--timeout=300s");
    }
}
