package io.paviour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Resources of about 1 KB, of kinds that nobody reconciles.
///
/// @param path of the collection in the namespace `default`
/// @param manifest of the kind, without its `apiVersion`
record Documents(String path, String kind, String spec, String manifest, String manifestType) {
    private static final String GROUP = "/apis/bench.example.com/v1/namespaces/default/";
    private static final int KIND_SERVED_MILLIS = 500;
    private static final int FILLERS = 16;
    private static final String DESCRIPTION = "what this is for and whom to ask ".repeat(12);

    /// A kind with a small schema.
    static Documents plain() {
        return new Documents(GROUP + "documents", "Document", """
                {"type":"environment","owner":"team-alpha","replicas":%d,"description":"%s",
                 "services":[{"name":"api","replicas":3,"cpu":"500m","memory":"512Mi"},
                  {"name":"worker","replicas":2,"cpu":"500m","memory":"512Mi"},
                  {"name":"scheduler","replicas":1,"cpu":"250m","memory":"256Mi"}]}""", """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
                 "metadata":{"name":"documents.bench.example.com"},
                 "spec":{"group":"bench.example.com","scope":"Namespaced",
                  "names":{"plural":"documents","singular":"document","kind":"Document","listKind":"DocumentList"},
                  "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
                   "additionalPrinterColumns":[
                    {"name":"Owner","type":"string","jsonPath":".spec.owner"},
                    {"name":"Phase","type":"string","jsonPath":".status.phase"},
                    {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
                   "schema":{"openAPIV3Schema":{"type":"object",
                   "properties":{"spec":{"type":"object","required":["type","owner"],"properties":{
                    "type":{"type":"string","enum":["environment","cluster"]},
                    "owner":{"type":"string","maxLength":63},
                    "description":{"type":"string"},
                    "replicas":{"type":"integer","minimum":0},
                    "services":{"type":"array","maxItems":20,
                     "x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                     "items":{"type":"object","required":["name"],"properties":{
                     "name":{"type":"string","pattern":"^[a-z]([-a-z0-9]*[a-z0-9])?$"},
                     "replicas":{"type":"integer","minimum":0,"default":1},
                     "cpu":{"type":"string"},"memory":{"type":"string"}}}}}},
                    "status":{"type":"object","properties":{"phase":{"type":"string"},
                     "sent":{"type":"integer"}}}}}}}]}}
                """, "application/json");
    }

    /// A kind with the schema of environments.
    static Documents likeEnvironments(Path checkout) throws IOException {
        String manifest = Files.readString(checkout.resolve("provision/src/main/resources/kinds/environment.yaml"))
                .replace("environments", "surroundings")
                .replace("singular: environment", "singular: surrounding")
                .replace("kind: Environment", "kind: Surrounding")
                .replace("listKind: EnvironmentList", "listKind: SurroundingList")
                .replace("shortNames: [env]", "shortNames: []")
                .replace("platform.example.com", "bench.example.com");
        return new Documents(GROUP + "surroundings", "Surrounding", """
                {"type":"environment","owner":"team-alpha","cluster":"local","namespace":"name-%d",
                 "services":[
                  {"name":"api","replicas":1,"resources":{"cpu":"500m","memory":"512Mi"}},
                  {"name":"worker","replicas":1,"resources":{"cpu":"500m","memory":"256Mi"}}],
                 "databases":[{"name":"app-db","type":"postgres","size":"small"}]}""", manifest, "application/yaml");
    }

    /// Makes the kind known.
    void define(Platform platform) throws IOException, InterruptedException {
        try (Client client = platform.client()) {
            var form = Client.Form.of("POST").withType(manifestType);
            client.ask(form, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", manifest)
                    .orThrow();
            Thread.sleep(KIND_SERVED_MILLIS);
        }
    }

    /// @param metadata further fields, each with a comma before it
    private String document(String name, String metadata, int number, String further) {
        return """
                {"apiVersion":"bench.example.com/v1","kind":"%s",
                 "metadata":{"name":"%s","namespace":"default","labels":{"team":"alpha","tier":"gold"},
                  "annotations":{"example.com/contact":"team-alpha@example.com"}%s},
                 "spec":%s%s}
                """.formatted(kind, name, metadata, spec.formatted(number, DESCRIPTION), further);
    }

    /// Creates one.
    ///
    /// @return its revision
    String create(Client client, String name) throws IOException {
        return client.ask("POST", path, document(name, "", 1, "")).orThrow().revision();
    }

    void get(Client client, String name) throws IOException {
        client.ask("GET", path + "/" + name, "").orThrow();
    }

    /// Replaces a status by one that was never there.
    ///
    /// @param status the fields of the status
    /// @return the new revision
    String putStatus(Client client, String name, String revision, String status) throws IOException {
        String document =
                document(name, ",\"resourceVersion\":\"" + revision + "\"", 1, ",\"status\":{" + status + "}");
        return client.ask("PUT", path + "/" + name + "/status", document)
                .orThrow()
                .revision();
    }

    /// Applies with a change.
    void apply(Client client, String name, int number) throws IOException {
        var form = Client.Form.of("PATCH").withType("application/apply-patch+yaml");
        client.ask(form, path + "/" + name + "?fieldManager=bench&force=true", document(name, "", number, ""))
                .orThrow();
    }

    /// Creates those of `from` up to but without `to`, by many clients at once.
    void fill(Platform platform, int from, int to) throws IOException, InterruptedException {
        List<Future<Void>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(FILLERS)) {
            for (int filler = 0; filler < FILLERS; filler++) {
                int first = from + filler;
                all.add(threads.submit(() -> {
                    try (Client client = platform.client()) {
                        for (int number = first; number < to; number += FILLERS) {
                            create(client, "object-" + number);
                        }
                    }
                    return null;
                }));
            }
            for (Future<Void> one : all) {
                one.get();
            }
        } catch (ExecutionException refused) {
            throw new IOException("the documents could not be created", refused.getCause());
        }
    }
}
