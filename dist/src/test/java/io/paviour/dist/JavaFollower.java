package io.paviour.dist;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/// An informer of the stock Java client of Kubernetes, by fabric8: it watches by WebSocket.
final class JavaFollower implements Follower {
    private static final ResourceDefinitionContext GADGETS = new ResourceDefinitionContext.Builder()
            .withGroup("conformance.example.com")
            .withVersion("v1")
            .withKind("Gadget")
            .withPlural("gadgets")
            .withNamespaced(true)
            .build();

    private final Told told = new Told("the Java client");
    private final KubernetesClient client;
    private final SharedIndexInformer<GenericKubernetesResource> informer;

    private JavaFollower(KubernetesClient client) {
        this.client = client;
        this.informer =
                client.genericKubernetesResources(GADGETS).inAnyNamespace().runnableInformer(0);
        informer.addEventHandler(new Handler());
        informer.exceptionHandler((_, failure) -> {
            told.error(failure.toString());
            return true;
        });
        informer.run();
    }

    /// Returns when it knows everything there is.
    static JavaFollower start(Path kubeconfig) {
        return new JavaFollower(new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build());
    }

    @Override
    public Told told() {
        return told;
    }

    /// What its own store holds.
    Map<String, Long> store() {
        return informer.getStore().list().stream()
                .collect(Collectors.toMap(JavaFollower::name, JavaFollower::revision));
    }

    @Override
    public void close() {
        informer.close();
        client.close();
    }

    private static String name(GenericKubernetesResource resource) {
        return resource.getMetadata().getNamespace() + "/"
                + resource.getMetadata().getName();
    }

    private static long revision(GenericKubernetesResource resource) {
        return Long.parseLong(resource.getMetadata().getResourceVersion());
    }

    private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource added) {
            told.present(name(added), revision(added));
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
            // After a list the client tells all that it holds again, and says so by two equal revisions.
            if (revision(before) != revision(now)) {
                told.present(name(now), revision(now));
            }
        }

        @Override
        public void onDelete(GenericKubernetesResource deleted, boolean isStateUnknown) {
            told.gone(name(deleted), revision(deleted));
        }
    }
}
