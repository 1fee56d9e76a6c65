package io.paviour.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.paviour.gauge.Board;
import io.paviour.http.Observation;
import io.paviour.trial.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TracesTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @Test
    void whatTheHouseDoesIsSentToACollector(@TempDir Path data) throws Exception {
        try (var collector = new Collector()) {
            String answered;
            try (var tracing = OtlpTracing.open(collector.uri(), Map.of(), "1.2.3");
                    var house = new TestHouse(postgres, data, new Observation(new Board(), tracing, _ -> {}))) {
                HttpResponse<String> answer = house.get(
                        "/api/v1/namespaces/default?pretty=secret-word",
                        "traceparent",
                        "00-" + TRACE + "-" + PARENT + "-01");
                answered = answer.headers().firstValue("traceparent").orElse("");
                house.get("/api/v1/namespaces/nobody");
                house.makeDatabase("orders");
            }

            Span request = collector.spans.stream()
                    .filter(span -> hex(span.getTraceId()).equals(TRACE))
                    .findFirst()
                    .orElseThrow();
            assertThat(hex(request.getParentSpanId())).isEqualTo(PARENT);
            assertThat(answered).isEqualTo("00-" + TRACE + "-" + hex(request.getSpanId()) + "-01");
            assertThat(request.getName()).isEqualTo("GET /api/{version}/{plural}/{name}");
            assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
            assertThat(attributes(request))
                    .containsEntry("http.request.method", "GET")
                    .containsEntry("http.route", "/api/{version}/{plural}/{name}")
                    .containsEntry("http.response.status_code", "200")
                    .containsEntry("url.path", "/api/v1/namespaces/default")
                    .containsKey("paviour.request.id");
            assertThat(collector.spans.toString()).doesNotContain("secret-word");

            Span absent = collector.named("GET /api/{version}/{plural}/{name}").getLast();
            assertThat(attributes(absent)).containsEntry("http.response.status_code", "404");
            assertThat(absent.getStatus().getCode())
                    .as("the client's mistake is not ours")
                    .isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);

            assertThat(collector.named("store batch"))
                    .isNotEmpty()
                    .allSatisfy(batch -> assertThat(attributes(batch).get("paviour.batch.writes"))
                            .matches("[1-9][0-9]*"));

            Span call = collector.named("shed act").getFirst();
            assertThat(call.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            Span act = collector.parent(call);
            assertThat(act.getName()).isEqualTo("act");
            assertThat(attributes(act)).containsEntry("paviour.action.summary", "put it there");
            Span pass = collector.parent(act);
            assertThat(pass.getName()).isEqualTo("reconcile Database");
            assertThat(attributes(pass)).containsEntry("paviour.name", "orders").containsKey("paviour.outcome");
            assertThat(pass.getParentSpanId().isEmpty()).isTrue();
            assertThat(collector
                            .parent(collector.named("shed observe").getFirst())
                            .getName())
                    .isEqualTo("observe");

            assertThat(collector.resource)
                    .containsEntry("service.name", "paviour")
                    .containsEntry("service.version", "1.2.3");
        }
    }

    @Test
    void aProtocolThatIsNotSpokenIsRefused() {
        assertThatThrownBy(() -> OtlpTracing.open(null, Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), "1"))
                .hasMessage("OTEL_EXPORTER_OTLP_PROTOCOL is grpc: traces are sent by http/protobuf only");
        assertThatThrownBy(() -> OtlpTracing.open(URI.create("nowhere"), Map.of(), "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
    }

    private static Map<String, String> attributes(Span span) {
        return attributes(span.getAttributesList());
    }

    private static Map<String, String> attributes(List<io.opentelemetry.proto.common.v1.KeyValue> list) {
        var attributes = new TreeMap<String, String>();
        list.forEach(attribute -> attributes.put(
                attribute.getKey(),
                attribute.getValue().hasIntValue()
                        ? Long.toString(attribute.getValue().getIntValue())
                        : attribute.getValue().getStringValue()));
        return attributes;
    }

    private static String hex(com.google.protobuf.ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    /// Takes traces as a collector of OpenTelemetry does.
    private static final class Collector implements AutoCloseable {
        final List<Span> spans = new CopyOnWriteArrayList<>();
        final Map<String, String> resource = new TreeMap<>();
        private final HttpServer server;

        Collector() throws IOException {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/v1/traces", this::take);
            server.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        private void take(HttpExchange exchange) throws IOException {
            boolean isZipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            try (exchange;
                    InputStream raw = exchange.getRequestBody();
                    InputStream body = isZipped ? new GZIPInputStream(raw) : raw) {
                assertThat(exchange.getRequestHeaders().getFirst("Content-Type"))
                        .isEqualTo("application/x-protobuf");
                var request = ExportTraceServiceRequest.parseFrom(body);
                request.getResourceSpansList().forEach(of -> {
                    synchronized (resource) {
                        resource.putAll(attributes(of.getResource().getAttributesList()));
                    }
                    of.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
                });
                exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(200, -1);
            }
        }

        List<Span> named(String name) {
            return spans.stream().filter(span -> span.getName().equals(name)).toList();
        }

        Span parent(Span child) {
            return spans.stream()
                    .filter(span -> span.getSpanId().equals(child.getParentSpanId())
                            && span.getTraceId().equals(child.getTraceId()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(child.getName() + " has no parent"));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
