package io.paviour.server;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import io.paviour.gauge.Span;
import io.paviour.gauge.Step;
import io.paviour.gauge.Tracing;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Sends steps as spans to a collector, by OpenTelemetry's protocol over http. The variables `OTEL_*` of its
/// specification ("Environment Variable Specification") are heeded.
///
/// Nothing of OpenTelemetry is loaded before this class is.
final class OtlpTracing implements Tracing, AutoCloseable {
    private static final String PROTOCOL = "http/protobuf";
    private static final int LAST_SECONDS_MAX = 5;
    private static final TextMapGetter<String> TRACEPARENT = new Header();

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final ScopedValue<Context> current = ScopedValue.newInstance();

    private OtlpTracing(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer("io.paviour");
    }

    /// Starts to send.
    ///
    /// @param endpoint of the collector, or null for the one that the variables name
    /// @param variables of the environment
    /// @throws IllegalArgumentException if a variable says what cannot be done
    static OtlpTracing open(@Nullable URI endpoint, Map<String, String> variables, String version) {
        for (String variable : Set.of("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")) {
            String asked = variables.getOrDefault(variable, PROTOCOL);
            if (!asked.equals(PROTOCOL)) {
                throw new IllegalArgumentException(
                        variable + " is " + asked + ": traces are sent by " + PROTOCOL + " only");
            }
        }
        var settings = new HashMap<String, String>();
        if (endpoint != null) {
            settings.put("otel.exporter.otlp.endpoint", endpoint.toString());
        }
        var usual = Map.of(
                "otel.exporter.otlp.protocol", PROTOCOL,
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none",
                "otel.service.name", "paviour");
        try {
            return new OtlpTracing(AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesSupplier(() -> usual)
                    .addPropertiesCustomizer(_ -> settings)
                    .addResourceCustomizer((resource, _) -> resource.merge(
                            Resource.create(Attributes.of(AttributeKey.stringKey("service.version"), version))))
                    .disableShutdownHook()
                    .build()
                    .getOpenTelemetrySdk());
        } catch (ConfigurationException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException("traces cannot be sent: " + wrong.getMessage(), wrong);
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception, Y extends Exception> T in(Step step, Work<T, X, Y> work)
            throws X, Y {
        Context parent = parent(step);
        SpanBuilder builder = tracer.spanBuilder(step.name()).setParent(parent).setSpanKind(kind(step.role()));
        step.attributes().forEach(builder::setAttribute);
        io.opentelemetry.api.trace.Span span = builder.startSpan();
        try {
            return ScopedValue.where(current, parent.with(span)).call(() -> work.run(new Followed(span)));
        } catch (Exception failed) {
            // Only its kind: a message may quote what is stored.
            span.setAttribute("error.type", failed.getClass().getName());
            span.setStatus(StatusCode.ERROR);
            @SuppressWarnings("unchecked") // the work could throw nothing else
            X thrown = (X) failed;
            throw thrown;
        } finally {
            span.end();
        }
    }

    private Context parent(Step step) {
        if (step.role() == Step.Role.SERVER) {
            String asking = step.traceparent();
            return asking == null
                    ? Context.root()
                    : W3CTraceContextPropagator.getInstance().extract(Context.root(), asking, TRACEPARENT);
        }
        return current.orElse(Context.root());
    }

    private static SpanKind kind(Step.Role role) {
        return switch (role) {
            case INTERNAL -> SpanKind.INTERNAL;
            case SERVER -> SpanKind.SERVER;
            case CLIENT -> SpanKind.CLIENT;
        };
    }

    /// Sends what is left, for a while.
    @Override
    public void close() {
        sdk.shutdown().join(LAST_SECONDS_MAX, TimeUnit.SECONDS);
    }

    private static final class Header implements TextMapGetter<String> {
        @Override
        @SuppressWarnings("deprecation") // it has to be there all the same
        public Iterable<String> keys(String carrier) {
            return Set.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return key.equals("traceparent") ? carrier : null;
        }
    }

    private record Followed(io.opentelemetry.api.trace.Span span) implements Span {
        @Override
        public void rename(String name) {
            span.updateName(name);
        }

        @Override
        public void tell(String attribute, String value) {
            span.setAttribute(attribute, value);
        }

        @Override
        public void tell(String attribute, long value) {
            span.setAttribute(attribute, value);
        }

        @Override
        public void fail(String why) {
            span.setStatus(StatusCode.ERROR, why);
        }

        @Override
        public String traceparent() {
            SpanContext context = span.getSpanContext();
            return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                    + context.getTraceFlags().asHex();
        }
    }
}
