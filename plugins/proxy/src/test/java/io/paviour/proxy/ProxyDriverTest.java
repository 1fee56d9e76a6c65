package io.paviour.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.plugin.Outcome;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxyDriverTest {
    @Test
    void aRouteSettlesOnItsReadyInstances() throws Exception {
        try (var site = TestSite.open()) {
            Resource route = TestSite.route("shop", "shop.localhost", "api");
            site.store(route);
            site.store(TestSite.workload("api", 3001, 3002));

            var plan = site.plan(route);

            String url = "http://shop.localhost:" + site.port();
            assertThat(plan.actions()).isEmpty();
            assertThat(plan.outcome()).isEqualTo(new Outcome.Settled(url + " reaches 2 instances of api"));
            assertThat(plan.status()).isEqualTo(Json.object("endpoints", 2, "url", url));
        }
    }

    @Test
    void aRouteWaitsForItsWorkloadAndSaysForWhat() throws Exception {
        try (var site = TestSite.open()) {
            Resource route = TestSite.route("shop", "shop.localhost", "api");
            site.store(route);

            assertThat(site.plan(route).outcome().message()).isEqualTo("there is no Workload api");

            site.store(told("Unhealthy", "api-0 does not answer"));
            assertThat(site.plan(route).outcome().reason()).isEqualTo("NoEndpoints");
            assertThat(site.plan(route).outcome().message()).isEqualTo("waits for Workload api: api-0 does not answer");

            site.store(told("AwaitingRelease", "waits for a first release"));
            assertThat(site.plan(route).outcome().reason()).isEqualTo("AwaitingRelease");
            assertThat(site.plan(route).outcome().message())
                    .isEqualTo("waits for Workload api: waits for a first release");
        }
    }

    private static Resource told(String reason, String message) {
        Json.Obj condition = Json.object("type", "Ready", "status", "False", "reason", reason, "message", message);
        return TestSite.workload("api")
                .with("spec", Json.object("replicas", 1))
                .withStatus(Json.object("conditions", Json.array(condition)));
    }

    @Test
    void ofTwoRoutesTheOlderHasTheHostnameUntilItGoes() throws Exception {
        try (var site = TestSite.open()) {
            Resource older = created("z-older", "2026-11-22T10:00:00Z");
            Resource younger = created("a-younger", "2026-11-22T11:00:00Z");
            site.store(younger);
            site.store(TestSite.workload("api", 3001));
            assertThat(site.plan(younger).outcome()).isInstanceOf(Outcome.Settled.class);

            site.store(older);
            assertThat(site.wokenSoFar()).contains(older.ref(), younger.ref());
            assertThat(site.plan(older).outcome()).isInstanceOf(Outcome.Settled.class);
            assertThat(site.plan(younger).outcome())
                    .isEqualTo(new Outcome.Stuck(
                            "HostnameTaken",
                            "shop.localhost belongs to the older Route payments/z-older: choose another hostname, or"
                                    + " delete that route"));

            site.remove(older);
            assertThat(site.wokenSoFar()).contains(younger.ref());
            assertThat(site.plan(younger).outcome()).isInstanceOf(Outcome.Settled.class);
        }
    }

    private static Resource created(String name, String time) {
        Resource route = TestSite.route(name, "shop.localhost", "api");
        return route.withMetadata(route.metadata().with("creationTimestamp", time));
    }

    @Test
    void aDeletingRouteLeadsNowhereAtOnce() throws Exception {
        try (var site = TestSite.open();
                var server = TestServer.saying("hello")) {
            site.lead("shop.localhost", server.port());
            Resource route = TestSite.route("shop-localhost", "shop.localhost", "api");
            Resource deleting = route.withMetadata(route.metadata().with("deletionTimestamp", "2026-11-22T14:00:00Z"));

            site.store(deleting);

            assertThat(site.plan(deleting).outcome()).isInstanceOf(Outcome.Settled.class);
            assertThat(TestClient.get(site.port(), "shop.localhost")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void aTakenPortKeepsNothingFromStartingAndIsTold() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var site = new TestSite(Map.of("port", Integer.toString(taken.getLocalPort())))) {
            site.start();
            Resource route = TestSite.route("shop", "shop.localhost", "api");
            site.store(route);

            Outcome outcome = site.plan(route).outcome();

            assertThat(outcome).isInstanceOf(Outcome.Working.class);
            assertThat(outcome.reason()).isEqualTo("PortInUse");
            assertThat(outcome.message())
                    .startsWith("the proxy cannot listen at 127.0.0.1:" + taken.getLocalPort())
                    .endsWith("free the port, or set proxy.port");
        }
    }

    @Test
    void switchedOffItBringsNoDriver() {
        assertThat(new ProxyPlugin().drivers(new TestSite(Map.of("enabled", "false"))))
                .isEmpty();
    }

    @Test
    void aSettingThatIsNoneIsNamed() {
        assertThatThrownBy(() -> ProxySettings.of(Map.of("port", "70800")))
                .hasMessage("proxy.port must be a number from 0 to 65535, not 70800");
        assertThatThrownBy(() -> ProxySettings.of(Map.of("enabled", "yes")))
                .hasMessage("proxy.enabled must be true or false, not yes");
    }
}
