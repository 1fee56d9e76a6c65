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
    void openApi() throws IOException {
        Golden.assertSame("openapi.yaml", documents.openApi(call(Map.of()), "apis/platform.example.com/v1"));
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

        assertThat(JsonText.parseObject(before.body()).object("paths").fields()).hasSize(1);
        assertThat(JsonText.parseObject(after.body()).object("paths").fields()).isEmpty();
    }

    @Test
    void noPatchIsOfferedThatOnlyBuiltInKindsTake() {
        Reply.Whole document = (Reply.Whole) documents.openApi(call(Map.of()), "apis/platform.example.com/v1");

        assertThat(JsonText.parse(document.body()).toString()).doesNotContain("strategic");
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
