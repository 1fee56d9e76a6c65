package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The stock Java client of Kubernetes, which watches by WebSocket.
class InformerTest {
    @RegisterExtension
    static final Served served = new Served();

    private static final ResourceDefinitionContext ENVIRONMENTS = new ResourceDefinitionContext.Builder()
            .withGroup("platform.example.com")
            .withVersion("v1")
            .withKind("Environment")
            .withPlural("environments")
            .withNamespaced(true)
            .build();

    @Test
    void anInformerKeepsUpWithWhatHappens() throws Exception {
        TestServer server = served.server();
        var config = new ConfigBuilder()
                .withMasterUrl(server.web.apiUri().toString())
                .withCaCertFile(server.directory.resolve("ca.crt").toString())
                .withOauthToken(server.token)
                .build();
        var events = new LinkedBlockingQueue<String>();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            client.namespaces()
                    .resource(new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                            .withNewMetadata()
                            .withName("informer")
                            .endMetadata()
                            .build())
                    .create();
            var environments = client.genericKubernetesResources(ENVIRONMENTS).inNamespace("informer");
            environments.resource(environment("before")).create();

            try (var informer = environments.inform(new Told(events))) {
                assertThat(next(events)).isEqualTo("added before");
                environments.resource(environment("after")).create();
                assertThat(next(events)).isEqualTo("added after");
                environments.withName("after").edit(found -> {
                    found.getMetadata().setLabels(Map.of("team", "shop"));
                    return found;
                });
                assertThat(next(events)).isEqualTo("updated after {team=shop}");
                environments.withName("before").delete();
                assertThat(next(events)).isEqualTo("deleted before");
                assertThat(informer.getStore().list())
                        .extracting(found -> found.getMetadata().getName())
                        .containsExactly("after");
            }
        }
    }

    private static GenericKubernetesResource environment(String name) {
        var environment = new GenericKubernetesResource();
        environment.setApiVersion("platform.example.com/v1");
        environment.setKind("Environment");
        environment.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                .withName(name)
                .build());
        environment.setAdditionalProperty("spec", Map.of("type", "staging"));
        return environment;
    }

    private static String next(BlockingQueue<String> events) throws InterruptedException {
        return events.poll(20, TimeUnit.SECONDS);
    }

    private record Told(BlockingQueue<String> events) implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource added) {
            events.add("added " + added.getMetadata().getName());
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
            events.add("updated " + now.getMetadata().getName() + " "
                    + now.getMetadata().getLabels());
        }

        @Override
        public void onDelete(GenericKubernetesResource deleted, boolean isUnknown) {
            events.add("deleted " + deleted.getMetadata().getName());
        }
    }
}
