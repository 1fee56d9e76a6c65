package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.access.Credentials;
import io.paviour.resource.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
    @RegisterExtension
    static final Served served = new Served();

    private static final String JSON = "application/json";
    private static int number;

    private Client client;
    private String namespace;
    private String environments;

    @BeforeEach
    void namespace() throws Exception {
        TestServer server = served.server();
        client = Client.of(server.web.apiUri(), server.directory.resolve("ca.crt"), server.token);
        namespace = "api-" + number++;
        environments = "/apis/platform.example.com/v1/namespaces/" + namespace + "/environments";
        client.send(
                "POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}", "Content-Type", JSON);
    }

    @Test
    void nobodyGetsInWithoutAToken() throws Exception {
        Client.Answer answer = client.withToken("").get("/apis");
        Client.Answer wrong = client.withToken("pav_wrong").get("/apis");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.reason()).isEqualTo("Unauthorized");
        assertThat(wrong.status()).isEqualTo(401);
        for (String open : List.of("/healthz", "/livez", "/readyz", "/version")) {
            assertThat(client.withToken("").get(open).status()).isEqualTo(200);
        }
    }

    @Test
    void whoMayDoNothingIsForbidden() throws Exception {
        String token = served.server().credentials.issue("eve", Credentials.Use.TOKEN, null);

        Client.Answer answer = client.withToken(token).get(environments);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().string("message")).contains("eve").contains("environments.platform.example.com");
    }

    @Test
    void aConfirmedDocumentHasNeitherTypeNorLength() throws Exception {
        String tag = client.get("/apis").header("ETag");

        Client.Answer answer = client.get("/apis", "If-None-Match", tag);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.response().headers().map()).doesNotContainKeys("content-type", "content-length");
        assertThat(answer.header("ETag")).isEqualTo(tag);
    }

    @Test
    void aResourceIsCreatedReadChangedAndDeleted() throws Exception {
        Client.Answer created = create("dev");
        Client.Answer patched = client.send(
                "PATCH",
                environments + "/dev",
                "[{\"op\":\"replace\",\"path\":\"/spec/type\",\"value\":\"production\"}]",
                "Content-Type",
                "application/json-patch+json");
        Client.Answer stale =
                client.send("PUT", environments + "/dev", created.response().body(), "Content-Type", JSON);
        Client.Answer dry = client.send("DELETE", environments + "/dev?dryRun=All", "");
        Client.Answer deleted = client.send("DELETE", environments + "/dev", "{\"propagationPolicy\":\"Background\"}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(patched.json().object("spec").string("type")).isEqualTo("production");
        assertThat(stale.status()).isEqualTo(409);
        assertThat(dry.status()).isEqualTo(200);
        assertThat(deleted.json().string("status")).isEqualTo("Success");
        assertThat(deleted.json().object("details").string("uid"))
                .isEqualTo(created.json().object("metadata").string("uid"));
        assertThat(client.get(environments + "/dev").status()).isEqualTo(404);
    }

    @Test
    void bodiesMayBeYamlOrOneOfTheKnownMessages() throws Exception {
        String yaml = "metadata: {name: dev}\nspec: {type: staging}\n";

        Client.Answer created = client.send("POST", environments, yaml, "Content-Type", "application/yaml");
        Client.Answer refused = client.send("POST", environments, yaml, "Content-Type", "text/csv");

        assertThat(created.status()).isEqualTo(201);
        assertThat(refused.status()).isEqualTo(415);
        assertThat(refused.json().string("message")).contains("application/yaml");
    }

    @Test
    void unknownFieldsAreRefusedToldOrDropped() throws Exception {
        String body = "{\"metadata\":{\"generateName\":\"dev-\"},\"spec\":{\"type\":\"staging\",\"x\":1}}";

        Client.Answer strict =
                client.send("POST", environments + "?fieldValidation=Strict", body, "Content-Type", JSON);
        Client.Answer warned = client.send("POST", environments + "?fieldValidation=Warn", body, "Content-Type", JSON);
        Client.Answer silent =
                client.send("POST", environments + "?fieldValidation=Ignore", body, "Content-Type", JSON);

        assertThat(strict.status()).isBetween(400, 422);
        assertThat(warned.header("Warning")).startsWith("299 - \"unknown field \\\"spec.x\\\"");
        assertThat(silent.header("Warning")).isEmpty();
        assertThat(silent.json().object("spec").get("x")).isNull();
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            create(name);
        }

        Client.Answer first = client.get(environments + "?limit=2");
        String token = first.json().object("metadata").string("continue", "");
        Client.Answer second = client.get(environments + "?limit=2&continue=" + token);

        assertThat(first.json().array("items")).hasSize(2);
        assertThat(second.json().array("items")).hasSize(1);
        assertThat(second.json().object("metadata").string("continue")).isNull();
    }

    @Test
    void aCollectionIsDeletedBySelector() throws Exception {
        create("a");
        create("b");

        Client.Answer deleted = client.send("DELETE", environments + "?fieldSelector=metadata.name%3Da", "");

        assertThat(deleted.json().array("items")).hasSize(1);
        assertThat(client.get(environments).json().array("items")).hasSize(1);
    }

    @Test
    void aWatchTellsWhatHappensAndEndsOnTime() throws Exception {
        create("before");
        String path = environments + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                + "&allowWatchBookmarks=true&timeoutSeconds=3";

        try (InputStream stream = client.stream(path);
                var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).contains("ADDED").contains("before");
            assertThat(lines.readLine()).contains("BOOKMARK").contains("k8s.io/initial-events-end");
            create("after");
            assertThat(lines.readLine()).contains("ADDED").contains("after");
            client.send("DELETE", environments + "/after", "");
            assertThat(lines.readLine()).contains("DELETED").contains("after");
            assertThat(lines.lines()).isNotEmpty().allMatch(line -> line.contains("BOOKMARK"));
        }
    }

    @Test
    void whatHappensInQuickSuccessionIsToldToAllInOrder() throws Exception {
        var open = new ArrayList<BufferedReader>();
        for (int i = 0; i < 6; i++) {
            InputStream stream = client.stream(environments + "?watch=true&timeoutSeconds=60");
            open.add(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
        }
        List<String> names = IntStream.range(0, 40).mapToObj(i -> "quick-" + i).toList();

        for (String name : names) {
            create(name);
        }

        for (BufferedReader lines : open) {
            for (String name : names) {
                assertThat(lines.readLine()).contains("\"ADDED\"").contains("\"" + name + "\"");
            }
            lines.close();
        }
    }

    @Test
    void oneUserCannotTakeAllStreams() throws Exception {
        var open = new ArrayList<InputStream>();
        int refused = 0;
        for (int i = 0; i <= Served.LIMITS.streamsPerSubjectMax(); i++) {
            try {
                open.add(client.stream(environments + "?watch=true&timeoutSeconds=20"));
            } catch (IllegalStateException tooMany) {
                assertThat(tooMany).hasMessageContaining("429");
                refused++;
            }
        }
        for (InputStream stream : open) {
            stream.close();
        }

        assertThat(refused).isPositive();
    }

    @Test
    void whoStopsReadingIsCutOffAndNobodyElseWaits() throws Exception {
        create("dev");
        String endless = environments + "/dev/log?tailLines=999999999";

        try (InputStream stuck = client.stream(endless)) {
            assertThat(stuck.read()).isEqualTo('d');
            Client.Answer meanwhile = client.get(environments);
            boolean isCutOff = served.server().brokenOff.tryAcquire(30, TimeUnit.SECONDS);

            assertThat(meanwhile.status()).isEqualTo(200);
            assertThat(isCutOff).isTrue();
            assertThatThrownBy(stuck::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLogIsTextAndASecretIsNotKept() throws Exception {
        create("dev");

        Client.Answer log = client.get(environments + "/dev/log?tailLines=2");
        Client.Answer secret = client.send("POST", environments + "/dev/reveal", "{}", "Content-Type", JSON);
        Client.Answer wrongVerb = client.send("DELETE", environments + "/dev/log", "");

        assertThat(log.response().body()).isEqualTo("dev line 0\ndev line 1\n");
        assertThat(log.header("Content-Type")).startsWith("text/plain");
        assertThat(secret.status()).isEqualTo(201);
        assertThat(secret.header("Cache-Control")).isEqualTo("no-store");
        assertThat(wrongVerb.status()).isEqualTo(405);
        assertThat(client.get(environments + "/dev/other").status()).isEqualTo(404);
    }

    @Test
    void aPlanIsAskedAndNotStored() throws Exception {
        String plans = "/apis/platform.example.com/v1/plans";

        Client.Answer plan = client.send(
                "POST", plans, "{\"spec\":{\"namespace\":\"a\",\"manifests\":[{},{}]}}", "Content-Type", JSON);

        assertThat(plan.status()).isEqualTo(201);
        assertThat(plan.json().string("kind")).isEqualTo("Plan");
        assertThat(plan.json().object("status").integer("seen", 0)).isEqualTo(2);
        assertThat(client.get(plans).status()).isEqualTo(405);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        String large = "{\"metadata\":{\"name\":\"x\"},\"spec\":{\"type\":\"" + "a".repeat(2 << 20) + "\"}}";

        Client.Answer answer = client.send("POST", environments, large, "Content-Type", JSON);

        assertThat(answer.status()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"G[T /api HTTP/1.1\r\n\r\n", "GE\u00dc /api HTTP/1.1\r\n\r\n", "GET`/api HTTP/1.1\r\n\r\n"})
    void whatIsNoHttpIsABadRequest(String sent) throws Exception {
        try (TestPeer peer =
                TestPeer.of(served.server().web.apiUri(), client.http().sslContext())) {
            peer.say(sent.getBytes(StandardCharsets.ISO_8859_1));

            TestPeer.Heard heard = peer.hear(false, false, Duration.ofSeconds(20));

            assertThat(heard.status()).isEqualTo(400);
            assertThat(heard.text()).contains("\"kind\":\"Status\"", "the request cannot be read");
        }
    }

    private Client.Answer create(String name) throws IOException, InterruptedException {
        String body = Json.object("metadata", Json.object("name", name), "spec", Json.object("type", "staging"))
                .toString();
        return client.send("POST", environments, body, "Content-Type", JSON);
    }
}
