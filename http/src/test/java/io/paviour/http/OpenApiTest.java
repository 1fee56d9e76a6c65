package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.registry.Registry;
import io.paviour.resource.Json;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final String PROTOBUF = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    @Test
    void theDocumentsOfOneKind() throws IOException {
        Documents documents = documents(List.of(Golden.environment()));

        Golden.assertSame("openapi-v2.yaml", documents.openApi2(call("application/json")));
        Golden.assertSame("openapi.yaml", documents.openApi(call(""), "apis/platform.example.com/v1"));
    }

    @Test
    void schemasSayInVersionTwoWhatCanBeSaidThere() throws IOException {
        String[] texts = Golden.read("golden/swagger.yaml").split("----\n");
        Kind kind = Golden.kind(texts[0]);

        Json.Obj document = Golden.json(documents(List.of(kind)).openApi2(call("")));

        String name = VersionedKind.of(kind).schemaName();
        Golden.assertSame(
                "swagger.yaml", texts[0], document.object("definitions").object(name));
    }

    @Test
    void protobufSaysTheSameAsJson() throws IOException {
        Documents documents = documents(all());

        Json.Obj json = Golden.json(documents.openApi2(call("application/json")));
        Reply binary = documents.openApi2(call(PROTOBUF));

        assertThat(Golden.type(binary)).isEqualTo("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
        assertThat(numbersAsDoubles(TestOpenApiReader.read(Golden.bytes(binary))))
                .isEqualTo(numbersAsDoubles(json));
    }

    @Test
    void eachFormIsConfirmedByItsOwnTag() throws IOException {
        Documents documents = documents(all());
        String json = tag(documents.openApi2(call("application/json")));
        String binary = tag(documents.openApi2(call(PROTOBUF)));

        Reply confirmed = documents.openApi2(call(Map.of("accept", PROTOBUF, "if-none-match", binary)));

        assertThat(json).isNotEqualTo(binary);
        assertThat(confirmed).isInstanceOf(Reply.Bare.class);
        assertThat(documents
                        .openApi2(call(Map.of("accept", PROTOBUF, "if-none-match", json)))
                        .status())
                .isEqualTo(200);
        assertThat(documents.openApi2(call("text/html"))).isNull();
    }

    @Test
    void noPatchIsOfferedThatOnlyBuiltInKindsTake() throws IOException {
        Documents documents = documents(all());

        assertThat(Golden.json(documents.openApi2(call(""))).toString())
                .doesNotContain("strategic")
                .contains("apply-patch+yaml");
        assertThat(Golden.json(documents.openApi(call(""), "apis/platform.example.com/v1"))
                        .toString())
                .doesNotContain("strategic")
                .contains("apply-patch+yaml");
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryOperationHasItsOwnName() throws IOException {
        Documents documents = documents(all());
        var whole = new ArrayList<Json.Obj>();
        whole.add(Golden.json(documents.openApi2(call(""))));
        Json.Obj index = Golden.json(documents.openApiIndex(call("")));
        for (String path : index.object("paths").fields().keySet()) {
            whole.add(Golden.json(documents.openApi(call(""), path)));
        }

        for (Json.Obj document : whole) {
            var references = new HashSet<String>();
            var ids = new ArrayList<String>();
            collect(document, references, ids);
            assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
            assertThat(references)
                    .isNotEmpty()
                    .allSatisfy(reference -> assertThat(
                                    document.at(reference.substring(2).split("/")))
                            .as(reference)
                            .isInstanceOf(Json.Obj.class));
        }
    }

    @Test
    void everyVersionOfAKindIsDescribed() throws IOException {
        String text = Golden.read("environment.yaml");
        Kind old = Golden.kind(text.replace("name: v1\n", "name: v1beta1\n"));
        Documents documents = documents(List.of(Golden.environment(), old));

        Json.Obj definitions = Golden.json(documents.openApi2(call(""))).object("definitions");

        assertThat(definitions.fields())
                .containsKeys("com.example.platform.v1.Environment", "com.example.platform.v1beta1.Environment");
        assertThat(Golden.json(documents.openApi(call(""), "apis/platform.example.com/v1beta1"))
                        .object("paths")
                        .fields())
                .containsKey("/apis/platform.example.com/v1beta1/environments");
    }

    private static List<Kind> all() throws IOException {
        return Stream.concat(
                        Registry.ownKinds().stream().map(Kind::parse),
                        Stream.of(
                                Golden.environment(),
                                Golden.kind(Golden.read("golden/swagger.yaml").split("----\n")[0])))
                .toList();
    }

    static Documents documents(List<Kind> kinds) {
        return new Documents(() -> kinds, _ -> List.of(), "Example");
    }

    private static void collect(Json value, HashSet<String> references, ArrayList<String> ids) {
        switch (value) {
            case Json.Obj object -> {
                if (object.string("$ref") != null) {
                    references.add(object.string("$ref"));
                }
                if (object.string("operationId") != null) {
                    ids.add(object.string("operationId"));
                }
                object.fields().values().forEach(field -> collect(field, references, ids));
            }
            case Json.Arr array -> array.items().forEach(item -> collect(item, references, ids));
            case Json.Str _, Json.Int _, Json.Dec _, Json.Bool _, Json.Null _ -> {}
        }
    }

    private static Json numbersAsDoubles(Json value) {
        return switch (value) {
            case Json.Obj object -> {
                var fields = new java.util.LinkedHashMap<String, Json>();
                object.fields().forEach((name, field) -> fields.put(name, numbersAsDoubles(field)));
                yield new Json.Obj(fields);
            }
            case Json.Arr array ->
                new Json.Arr(array.items().stream()
                        .map(OpenApiTest::numbersAsDoubles)
                        .toList());
            case Json.Int(long number) -> new Json.Dec(number);
            case Json.Str _, Json.Dec _, Json.Bool _, Json.Null _ -> value;
        };
    }

    private static String tag(Reply reply) {
        return reply.headers().stream()
                .filter(header -> header.name().equals("ETag"))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static Call call(String accept) {
        return call(Map.of("accept", accept));
    }

    private static Call call(Map<String, String> headers) {
        return new Call("GET", "/", Parameters.NONE, headers::get, InputStream.nullInputStream());
    }
}
