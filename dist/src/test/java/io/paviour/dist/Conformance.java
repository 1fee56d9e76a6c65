package io.paviour.dist;

import io.paviour.testing.Kubectl;
import io.paviour.testing.TestPlatform;
import io.paviour.testing.Workbench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/// One platform for every check of conformance, in whatever class, and a [Place] for each: give a test a parameter of
/// that type. The kind of `conformance/gadgets.yaml` is known there. As an extension.
final class Conformance implements ParameterResolver, TestExecutionExceptionHandler {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(Conformance.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Place.class;
    }

    @Override
    public Place resolveParameter(ParameterContext parameter, ExtensionContext context) {
        try {
            return shared(context).place();
        } catch (IOException unwritable) {
            throw new java.io.UncheckedIOException(unwritable);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("no place was made", stopping);
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        System.err.println(
                "---- log of the platform\n" + shared(context).platform.logTail());
        throw failure;
    }

    private static Shared shared(ExtensionContext context) {
        return Objects.requireNonNull(context.getRoot()
                .getStore(STORE)
                .computeIfAbsent(Shared.class, _ -> Shared.open(context), Shared.class));
    }

    /// What lives until the last class is done.
    private static final class Shared implements AutoCloseable {
        private final Workbench bench;
        private final ExtensionContext context;
        private final TestPlatform platform;
        private final Wire wire;
        private final AtomicInteger places = new AtomicInteger();

        private Shared(Workbench bench, ExtensionContext context, TestPlatform platform) throws IOException {
            this.bench = bench;
            this.context = context;
            this.platform = platform;
            this.wire = Wire.to(platform);
        }

        static Shared open(ExtensionContext context) {
            var bench = new Workbench();
            try {
                bench.beforeAll(context);
                var shared = new Shared(
                        bench,
                        context,
                        bench.start(bench.platform("conformance")).awaitReady());
                Files.createDirectories(shared.platform.data().resolve("artifacts/talker"));
                Kubectl kubectl = bench.kubectl(shared.platform);
                kubectl.given(resource("gadgets.yaml"), "create", "-f", "-").succeeded();
                kubectl.run("wait", "--for=condition=Established", "crd/gadgets.conformance.example.com")
                        .succeeded();
                return shared;
            } catch (Exception failed) {
                throw new IllegalStateException("the platform for the checks of conformance is not there", failed);
            }
        }

        Place place() throws IOException, InterruptedException {
            String namespace = "check-" + places.getAndIncrement();
            String manifest = "{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}";
            wire.send("POST", "/api/v1/namespaces", "application/yaml", manifest)
                    .succeeded();
            Path directory = Files.createDirectories(bench.directory().resolve(namespace));
            return new Place(
                    bench.kubectl(platform).with("--namespace=" + namespace),
                    namespace,
                    directory,
                    wire,
                    platform.data());
        }

        @Override
        public void close() throws Exception {
            bench.afterAll(context);
        }
    }

    /// A file of `conformance/`.
    static String resource(String name) throws IOException {
        try (var in = Conformance.class.getResourceAsStream("/conformance/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
