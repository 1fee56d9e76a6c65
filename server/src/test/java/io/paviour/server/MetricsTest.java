package io.paviour.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.http.Observation;
import io.paviour.trial.Eventually;
import io.paviour.trial.TestPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z_]+)` \\| (counter|gauge|histogram) \\|([^|]*)\\| [^|]+ \\|$");
    private static final String DATABASES = "/apis/platform.example.com/v1/namespaces/default/databases";
    private static final String NAME = "zanzibar";

    private static TestHouse house;

    @BeforeAll
    static void openAndUse(@TempDir Path data) throws Exception {
        house = new TestHouse(postgres, data, Observation.alone());
        house.makeDatabase(NAME);
        house.get(DATABASES);
        house.get(DATABASES + "/" + NAME);
        house.get(DATABASES + "/nobody");
        house.get("/readyz");
        house.get("/no/such/path");
        house.get("/apis", "Accept", "application/json");
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private static Scrape scrape() throws Exception {
        HttpResponse<String> answer = house.get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        return Scrape.parse(answer.body(), false);
    }

    /// The table of the page: for each metric its type and labels.
    private static TreeMap<String, String> page() throws Exception {
        var rows = new TreeMap<String, String>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "observability.md"))) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                var labels = new TreeSet<>(
                        Arrays.asList(row.group(3).strip().replace("`", "").split(", ")));
                labels.remove("");
                rows.put(row.group(1), row.group(2) + labels);
            }
        }
        return rows;
    }

    @Test
    void thePageNamesEveryMetricWithItsTypeAndLabels() throws Exception {
        Scrape seen = scrape();

        var shown = new TreeMap<String, String>();
        var page = page();
        seen.families().forEach((name, family) -> {
            // What has not happened yet has no series, and so no labels to be seen.
            boolean isQuiet = family.samples().isEmpty();
            shown.put(name, isQuiet ? page.get(name) : family.type() + new TreeSet<>(family.labels()));
        });
        assertThat(shown).isEqualTo(page);
        List<String> quiet = seen.families().entrySet().stream()
                .filter(family -> family.getValue().samples().isEmpty())
                .map(java.util.Map.Entry::getKey)
                .toList();
        assertThat(quiet)
                .as("what a little use does not bring about")
                .isSubsetOf(
                        "workqueue_depth",
                        "workqueue_retries_total",
                        "paviour_watches_expired_total",
                        "paviour_collector_chores_total");
    }

    @Test
    void whatWasDoneIsCounted() throws Exception {
        Scrape seen = scrape();

        Scrape.Family requests = seen.family("apiserver_request_total");
        assertThat(requests.value("verb", "POST", "resource", "databases", "scope", "namespace", "code", "201"))
                .isEqualTo(1);
        assertThat(requests.value("verb", "LIST", "resource", "databases", "scope", "namespace"))
                .isEqualTo(1);
        assertThat(requests.value("verb", "GET", "resource", "databases", "scope", "resource", "code", "404"))
                .isEqualTo(1);
        assertThat(seen.family("paviour_http_requests_total").value("route", "/readyz", "door", "api"))
                .isEqualTo(1);
        assertThat(seen.family("paviour_http_requests_total").value("route", "other", "code", "404"))
                .isEqualTo(1);
        assertThat(seen.family("apiserver_storage_objects").value("resource", "databases.platform.example.com"))
                .isEqualTo(1);
        assertThat(seen.family("paviour_view_bytes").value("resource", "databases.platform.example.com"))
                .isBetween(200.0, 20_000.0);
        assertThat(seen.family("apiserver_watch_events_total").value("resource", "databases"))
                .isGreaterThanOrEqualTo(1);
        assertThat(seen.family("paviour_driver_calls_total").value("driver", "shed", "call", "act", "result", "done"))
                .isEqualTo(1);
        assertThat(seen.family("paviour_reconcile_actions_total").value("effect", "create", "result", "done"))
                .isGreaterThanOrEqualTo(1);
        assertThat(seen.family("paviour_reconcile_passes_total").value("outcome", "settled"))
                .isPositive();
        assertThat(seen.family("paviour_store_writes_total").value("result", "done"))
                .isPositive();
        assertThat(seen.family("paviour_revision").value())
                .isEqualTo(house.house.registry().kinds().isEmpty() ? 0 : revision());
        assertThat(seen.family("paviour_feed_lag_revisions").value()).isZero();
        assertThat(seen.family("paviour_feed_hearing").value()).isEqualTo(1);
        assertThat(seen.family("apiserver_current_inflight_requests").value("request_kind", "readOnly"))
                .as("this request")
                .isEqualTo(1);
        assertThat(seen.family("process_cpu_seconds_total").value()).isPositive();
    }

    private static double revision() throws Exception {
        return Double.parseDouble(postgres.ask("select value from revision"));
    }

    @Test
    void openMetricsIsSpokenWithThoseWhoPreferIt() throws Exception {
        HttpResponse<String> answer = house.get(
                "/metrics",
                "Accept",
                "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.1");

        assertThat(answer.headers().firstValue("content-type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        Scrape seen = Scrape.parse(answer.body(), true);
        assertThat(seen.families().keySet()).isEqualTo(page().keySet());
        assertThat(answer.body()).contains("le=\"1.0\"").doesNotContain("le=\"1\"");
        assertThat(house.get("/metrics", "Accept", "text/plain, application/openmetrics-text;q=0.5")
                        .body())
                .doesNotContain("# EOF")
                .contains("le=\"1\"");
    }

    @Test
    void noLabelNamesAResourceANamespaceOrAUser() throws Exception {
        Set<String> values = scrape().families().values().stream()
                .flatMap(family -> family.samples().stream())
                .flatMap(sample -> sample.labels().values().stream())
                .collect(Collectors.toSet());

        assertThat(values).doesNotContain(NAME, "nobody", "default", "admin", "team-a");
    }

    @Test
    void aWatchIsLongRunningUntilItIsOver() throws Exception {
        String[] watch = {"verb", "WATCH", "resource", "namespaces", "scope", "cluster"};

        try (var lines = house.client
                .send(
                        house.request("/api/v1/namespaces?watch=true&resourceVersion=0", house.token)
                                .build(),
                        HttpResponse.BodyHandlers.ofLines())
                .body()) {
            assertThat(lines.findFirst()).isPresent();
            Scrape during = scrape();

            assertThat(during.family("apiserver_longrunning_requests").value(watch))
                    .isEqualTo(1);
            assertThat(during.family("paviour_watches").value("resource", "namespaces"))
                    .isEqualTo(1);
            assertThat(during.family("paviour_streams").value()).isPositive();
            assertThat(during.family("apiserver_request_total").value(watch)).isZero();
        }
        // Whoever is gone is noticed by writing to them.
        house.post("/api/v1/namespaces", """
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "news"}}""");
        house.post("/api/v1/namespaces", """
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "more-news"}}""");

        Eventually.holds(() -> {
            Scrape now = scrape();
            assertThat(now.family("apiserver_longrunning_requests").value(watch))
                    .isZero();
            assertThat(now.family("apiserver_request_total").value(watch)).isEqualTo(1);
        });
        assertThat(scrape().family("apiserver_request_duration_seconds").value("verb", "WATCH"))
                .as("how long clients watch says nothing of how fast we are")
                .isZero();
    }

    @Test
    void onlyAdministratorsSeeThem() throws Exception {
        house.post("/apis/platform.example.com/v1/accounts", """
                {"apiVersion": "platform.example.com/v1", "kind": "Account", "metadata": {"name": "eve"}, "spec": {}}""");
        String eve = house.house.credentials().issue("eve", io.paviour.access.Credentials.Use.TOKEN, null);

        HttpResponse<String> hers = house.send(house.request("/metrics", eve).build());
        HttpResponse<String> nobodys =
                house.send(house.request("/metrics", "none").build());

        assertThat(hers.statusCode()).isEqualTo(403);
        assertThat(hers.body()).contains("User \\\"eve\\\" cannot get path \\\"/metrics\\\"");
        assertThat(nobodys.statusCode()).isEqualTo(401);
    }
}
