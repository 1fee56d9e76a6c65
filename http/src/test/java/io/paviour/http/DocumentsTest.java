package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Resource;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DocumentsTest {
    private static final Accept AGGREGATED = new Accept("APIGroupDiscoveryList", "apidiscovery.k8s.io", "v2");

    private final AtomicReference<List<Kind>> kinds = new AtomicReference<>(List.of(Golden.environment()));
    private final Documents documents = new Documents(kinds::get, _ -> List.of(new Log()), "Example");

    DocumentsTest() throws IOException {}

    @Test
    void discoveryInBothForms() throws IOException {
        Golden.assertSame("apis.yaml", documents.discovery(call(Map.of()), Accept.PLAIN, false));
        Golden.assertSame("apis-aggregated.yaml", documents.discovery(call(Map.of()), AGGREGATED, false));
        Golden.assertSame("api-aggregated.yaml", documents.discovery(call(Map.of()), AGGREGATED, true));
        Golden.assertSame("group.yaml", documents.group(call(Map.of()), "platform.example.com"));
        Golden.assertSame("resources.yaml", documents.resources(call(Map.of()), "platform.example.com", "v1"));
    }

    @Test
    void theStablestVersionIsPreferredAndForeignKindsAreNamed() throws IOException {
        String text = Golden.read("environment.yaml");
        kinds.set(List.of(
                Golden.kind(text.replace("name: v1\n", "name: v1alpha1\n")),
                Golden.kind(text.replace("name: v1\n", "name: v2beta1\n")),
                Golden.kind(text.replace(
                        "{status: {}}",
                        "{status: {}, scale: {specReplicasPath: .spec.x, statusReplicasPath: .status.x}}"))));

        Json.Obj group = Golden.json(documents.group(call(Map.of()), "platform.example.com"));

        assertThat(group.object("preferredVersion").string("version")).isEqualTo("v1");
        assertThat(group.objects("versions").map(version -> version.string("version")))
                .containsExactly("v1", "v2beta1", "v1alpha1");
        assertThat(Golden.json(documents.resources(call(Map.of()), "platform.example.com", "v1"))
                        .objects("resources")
                        .filter(resource -> resource.string("name", "").equals("environments/scale")))
                .singleElement()
                .isEqualTo(Json.object(
                        "name", "environments/scale",
                        "singularName", "",
                        "namespaced", true,
                        "group", "autoscaling",
                        "version", "v1",
                        "kind", "Scale",
                        "verbs", List.of("get", "patch", "update")));
    }

    @Test
    void aDocumentOfAnUnknownPathIsNotFound() {
        assertThatThrownBy(() -> documents.group(call(Map.of()), "other")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> documents.openApi(call(Map.of()), "apis/other/v1"))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void aKnownDocumentIsConfirmedWithoutAContentType() {
        Reply first = documents.discovery(call(Map.of()), AGGREGATED, false);
        String tag = first.headers().stream()
                .filter(header -> header.name().equals("ETag"))
                .findFirst()
                .orElseThrow()
                .value();

        Reply second = documents.discovery(call(Map.of("if-none-match", "\"x\", W/" + tag)), AGGREGATED, false);

        assertThat(((Reply.Whole) first).type())
                .isEqualTo("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        assertThat(second).isInstanceOf(Reply.Bare.class);
        assertThat(second.status()).isEqualTo(304);
    }

    @Test
    void documentsAreWrittenAnewWhenTheKindsChange() {
        Reply.Whole before = (Reply.Whole) documents.openApiIndex(call(Map.of()));
        kinds.set(List.of());
        Reply.Whole after = (Reply.Whole) documents.openApiIndex(call(Map.of()));

        assertThat(JsonText.parseObject(before.body()).object("paths").fields())
                .containsKey("apis/platform.example.com/v1");
        assertThat(JsonText.parseObject(after.body()).object("paths").fields())
                .doesNotContainKey("apis/platform.example.com/v1");
    }

    private static Call call(Map<String, String> headers) {
        return new Call("GET", "/", Parameters.NONE, headers::get, InputStream.nullInputStream());
    }

    private record Log() implements Subresource {
        @Override
        public String kind() {
            return "Environment";
        }

        @Override
        public String name() {
            return "log";
        }

        @Override
        public String verb() {
            return "get";
        }

        @Override
        public Answer answer(Resource resource, Map<String, String> parameters, Json.Obj body) {
            return new Answer.Document(Json.Obj.EMPTY);
        }
    }
}
