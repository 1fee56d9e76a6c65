package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.registry.Deletion;
import io.paviour.registry.Moment;
import io.paviour.registry.Part;
import io.paviour.registry.Query;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.ProblemException;
import io.paviour.schema.FieldSelector;
import io.paviour.schema.Kind;
import io.paviour.schema.LabelSelector;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whatever is sent, there is an answer, and it is the client's mistake that it tells of: no status
/// 500, no silence, no dropped connection, and below the paths of the API no failure that is not told
/// as a `Status`.
///
/// `-Dpaviour.fuzz=900` makes it last 900 seconds instead of 15, `-Dpaviour.fuzz.seed=7` changes what
/// is asked. What is found is printed as the expression that makes the request again: for a test of its
/// own, and so that somebody sees it.
class FuzzTest {
    private static final Duration LASTING = Duration.ofSeconds(Integer.getInteger("paviour.fuzz", 15));
    private static final long SEED = Long.getLong("paviour.fuzz.seed", 1);

    private static final int WORKERS = 3;
    private static final int REQUESTS_BETWEEN_SWEEPS = 300;
    private static final int FINDINGS_MAX = 12;
    private static final Duration HANG = Duration.ofSeconds(20);

    /// Larger bodies are refused while they are sent, and whoever goes on sending then loses the
    /// connection.
    private static final int BODY_BYTES_HEARD = 1 << 20;

    private static final WebLimits LIMITS = new WebLimits(
            1 << 20,
            16 << 10,
            400,
            400,
            40,
            40,
            400,
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            Duration.ofMinutes(1),
            Duration.ofMillis(100));

    @RegisterExtension
    static final Served served = new Served("the fuzzer's", LIMITS);

    private final Map<String, String> findings = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Queue<LogRecord> bugs = new ConcurrentLinkedQueue<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord told) {
            if (told.getThrown() != null) {
                bugs.add(told);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private TestServer server;
    private SSLContext tls;

    @BeforeEach
    void listen() {
        server = served.server();
        tls = Client.of(server.web.apiUri(), server.directory.resolve("ca.crt"), server.token)
                .http()
                .sslContext();
        Logger.getLogger("").addHandler(log);
    }

    @AfterEach
    void deaf() {
        Logger.getLogger("").removeHandler(log);
    }

    @Test
    void whateverIsAskedThereIsAnAnswer() throws Exception {
        List<Json.Obj> seeds = Probes.seeds(new String(
                Objects.requireNonNull(FuzzTest.class.getResourceAsStream("fuzz.yaml"))
                        .readAllBytes(),
                StandardCharsets.UTF_8));
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            var worker = new Worker(i, seeds);
            work.add(() -> {
                try (worker) {
                    worker.work(System.nanoTime() + LASTING.toNanos());
                }
                return null;
            });
        }

        together(work);

        System.out.println(asked + " requests, " + accepted + " of them accepted");
        assertThat(findings.values()).isEmpty();
        // Mutations that leave nothing whole would prove little.
        assertThat(accepted.get()).isGreaterThan(asked.get() / 10);
    }

    @Test
    void whateverComesOverTheSocketTheNextOneIsServed() throws Exception {
        var texts = new HostileText(new Random(SEED));
        long end = System.nanoTime() + LASTING.toNanos() / 5;
        while (System.nanoTime() < end) {
            String sent = garbage(texts);
            String complaint = heard(sent, texts.random().nextBoolean());
            if (complaint != null) {
                findings.put(complaint, complaint + "\n" + new Probe("", "", List.of(), sent));
            }
        }

        assertThat(findings.values()).isEmpty();
        try (TestPeer peer = TestPeer.of(server.web.apiUri(), tls)) {
            peer.say(new Probe("GET", "/healthz", List.of(), "").bytes());
            assertThat(peer.hear(false, false, HANG).status()).isEqualTo(200);
        }
    }

    private static String garbage(HostileText texts) {
        Random random = texts.random();
        String request = texts.one(
                List.of(
                        "GET /api HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        "POST /api/v1/namespaces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}",
                        "POST /api/v1/namespaces HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                        "GET /api?watch=1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                        "GET http://localhost/api HTTP/1.0\r\n\r\n",
                        "GET /api HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
                        "POST /api HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n"));
        int kind = random.nextInt(10);
        if (kind == 0) {
            return texts.noise(1 + random.nextInt(2_000));
        }
        if (kind == 1) {
            return request.replace("\r\n\r\n", "\r\nX-A: " + "x".repeat(random.nextInt(40_000)) + "\r\n\r\n");
        }
        String scrambled = request;
        for (int i = random.nextInt(4); i >= 0; i--) {
            scrambled = texts.scrambled(scrambled);
        }
        return scrambled;
    }

    /// Says something, and then nothing more.
    private @Nullable String heard(String sent, boolean isForPortal) throws IOException {
        try (TestPeer peer = TestPeer.of(isForPortal ? server.web.portalUri() : server.web.apiUri(), tls)) {
            peer.say(sent.getBytes(StandardCharsets.ISO_8859_1));
            peer.endOfSpeech();
            TestPeer.Heard heard = peer.hear(sent.startsWith("HEAD"), true, Duration.ofMillis(200));
            return heard.status() >= 500 && heard.status() != 505 && heard.status() != 501
                    ? heard.status() + " " + story(heard)
                    : null;
        } catch (EOFException | SocketException | SocketTimeoutException refused) {
            // It waits for the rest, or has had enough: both are fine.
            return null;
        }
    }

    private static void together(Collection<Callable<Void>> work) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : executor.invokeAll(work)) {
                done.get();
            }
        }
    }

    /// Asks and judges, on one connection as long as it lasts.
    private final class Worker implements AutoCloseable {
        private final Probes probes;
        private final boolean isSweeper;
        private @Nullable TestPeer peer;

        Worker(int number, List<Json.Obj> seeds) {
            var random = new Random(SEED * 1_000 + number);
            var texts = new HostileText(random);
            String place = "fuzz-" + SEED + "-" + number;
            this.isSweeper = number == 0;
            this.probes = new Probes(
                    random,
                    texts,
                    new HostileJson(random, texts),
                    seeds,
                    () -> List.copyOf(server.registry.kinds()),
                    place,
                    new ArrayList<>());
            server.create(Json.object("apiVersion", "v1", "kind", "Namespace", "metadata", Json.object("name", place)));
        }

        void work(long end) throws IOException {
            for (int i = 0; System.nanoTime() < end && findings.size() < FINDINGS_MAX; i++) {
                if (isSweeper && i % REQUESTS_BETWEEN_SWEEPS == 0) {
                    look();
                    sweep();
                }
                judge(probes.next());
            }
        }

        private void judge(Probe probe) throws IOException {
            List<String> headers = new ArrayList<>(probe.headers());
            headers.add("Authorization: Bearer " + server.token);
            var authorised = new Probe(probe.method(), probe.target(), headers, probe.body());
            asked.incrementAndGet();
            String complaint;
            long begin = System.nanoTime();
            try {
                TestPeer.Heard heard = ask(authorised);
                complaint = complaint(probe, heard);
                if (heard.status() < 300) {
                    accepted.incrementAndGet();
                }
                if (heard.status() < 300 && heard.isWhole() && heard.text().startsWith("{\"")) {
                    probes.saw(JsonText.parseObject(heard.body()));
                }
            } catch (SocketTimeoutException silence) {
                complaint = "no answer within " + HANG.toSeconds() + " s";
            } catch (ProblemException notJson) {
                complaint = "an answer that is no JSON: " + notJson.getMessage();
            } catch (IOException dropped) {
                complaint = probe.body().length() > BODY_BYTES_HEARD ? null : "a dropped connection: " + dropped;
                hangUp();
            }
            long took = Duration.ofNanos(System.nanoTime() - begin).toMillis();
            if (complaint != null) {
                String where = complaint.lines().limit(2).reduce("", String::concat);
                findings.putIfAbsent(where, complaint + "\nafter " + took + " ms, to\n" + probe + "\n");
            }
        }

        /// A connection that the server has closed meanwhile is no trouble; one that it closes on a
        /// request is.
        private TestPeer.Heard ask(Probe probe) throws IOException {
            boolean isFresh = peer == null;
            try {
                return askOnce(probe);
            } catch (EOFException | SocketException dropped) {
                hangUp();
                if (isFresh) {
                    throw dropped;
                }
                return askOnce(probe);
            }
        }

        private TestPeer.Heard askOnce(Probe probe) throws IOException {
            TestPeer open = peer == null ? TestPeer.of(server.web.apiUri(), tls) : peer;
            peer = open;
            open.say(probe.bytes());
            TestPeer.Heard heard = open.hear(probe.isHead(), probe.isStream(), HANG);
            if (heard.isLast()) {
                hangUp();
            }
            return heard;
        }

        private void hangUp() {
            if (peer != null) {
                peer.close();
                peer = null;
            }
        }

        /// What was stored has to be shown in every form, too.
        private void look() throws IOException {
            for (Kind kind : server.registry.kinds()) {
                String version = (kind.name().group().isEmpty() ? "api/" : "apis/") + kind.apiVersion();
                String path = "/" + version + "/" + kind.plural();
                for (String form : List.of(
                        "", ";as=Table;v=v1;g=meta.k8s.io", ";as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")) {
                    judge(new Probe("GET", path, List.of("Accept: application/json" + form), ""));
                }
                judge(new Probe("GET", "/openapi/v3/" + version, List.of(), ""));
            }
            judge(new Probe("GET", "/openapi/v2", List.of("Accept: application/json"), ""));
            judge(new Probe(
                    "GET",
                    "/openapi/v2",
                    List.of("Accept: application/com.github.proto-openapi.spec.v2@v1.0+protobuf"),
                    ""));
        }

        @Override
        public void close() throws IOException {
            if (isSweeper) {
                look();
            }
            hangUp();
        }
    }

    private @Nullable String complaint(Probe probe, TestPeer.Heard heard) {
        int status = heard.status();
        if (status == 500 || (status > 500 && status != 504)) {
            return status + " " + heard.text() + "\n" + story(heard);
        }
        if (heard.text().contains("\tat ") || heard.text().contains("Exception")) {
            return status + " with a stack: " + heard.text();
        }
        if (status < 400 || probe.isHead() || !probe.isOfApi() || !heard.isWhole()) {
            return null;
        }
        Json.Obj told = JsonText.parseObject(heard.body());
        boolean isStatus = told.string("kind", "").equals("Status")
                && told.integer("code", 0) == status
                && !told.string("message", "").isEmpty()
                && !told.string("reason", "").isEmpty();
        return isStatus ? null : status + " without a Status: " + heard.text();
    }

    /// The stack that the log has of a bug.
    private String story(TestPeer.Heard heard) {
        String id = heard.header("x-request-id");
        return bugs.stream()
                .filter(told -> !id.isEmpty() && told.getMessage().contains("request " + id + " "))
                .findFirst()
                .map(told -> {
                    var stack = new StringWriter();
                    told.getThrown().printStackTrace(new PrintWriter(stack));
                    return stack.toString();
                })
                .orElse("");
    }

    /// Takes away what would keep the next requests from getting anywhere.
    private void sweep() throws IOException {
        for (KindName name : List.of(
                new KindName("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
                new KindName("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
                new KindName("apiextensions.k8s.io", "CustomResourceDefinition"))) {
            Kind kind = Objects.requireNonNull(server.registry.kind(name));
            var query = new Query(kind, "", LabelSelector.parse(""), FieldSelector.parse(""), 0, null);
            for (Packed found :
                    server.registry.list(TestServer.ADMIN, query, Moment.NEWEST).items()) {
                remove(kind, found);
            }
        }
        server.create(TestServer.read("environment.yaml").getFirst());
    }

    private void remove(Kind kind, Packed found) {
        try {
            server.registry.delete(TestServer.ADMIN, kind, "", found.ref().name(), Deletion.PLAIN);
            server.registry.rewrite(
                    TestServer.ADMIN,
                    found.ref(),
                    Part.MAIN,
                    document -> document.with(
                            "metadata", document.object("metadata").without("finalizers")));
        } catch (ProblemException goneOrNeeded) {
            // Gone by itself, or one of the house's own.
        }
    }
}
