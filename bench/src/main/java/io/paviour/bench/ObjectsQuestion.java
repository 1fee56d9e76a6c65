package io.paviour.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What do 10,000, 100,000 and 1,000,000 objects of about 1 KB take: memory, the start with them, and lists of them?
final class ObjectsQuestion {
    private static final int FEW = 10_000;
    private static final int MANY = 100_000;
    private static final int COPIES = 10;
    private static final int CHUNK = 500;
    private static final long SETTLING_MILLIS = 10_000;
    private static final double LIST_SECONDS = 4;
    private static final String LARGE_HEAP = "-Xmx3g";
    private static final Client.Form TABLE =
            Client.Form.GET.accepting("application/json;as=Table;v=v1;g=meta.k8s.io,application/json");

    private final Path checkout;
    private final int runs;
    private final Table starts = new Table(
            "start with",
            "wall s",
            "server CPU s",
            "PostgreSQL CPU s",
            "server PSS MiB",
            "PostgreSQL PSS MiB",
            "server PSS MiB after lists");
    private final Table lists = new Table("list of", "wall ms", "server CPU ms", "MB", "objects per CPU second");

    ObjectsQuestion(Path checkout, int runs) {
        this.checkout = checkout;
        this.runs = runs;
    }

    List<String> answer() throws IOException, InterruptedException {
        for (int run = 0; run < runs; run++) {
            Path scratch = Platform.scratch();
            run(scratch.resolve("data"));
            Platform.delete(scratch);
        }
        var lines = new java.util.ArrayList<>(starts.lines());
        lines.add("");
        lines.addAll(lists.lines());
        return lines;
    }

    private void run(Path data) throws IOException, InterruptedException {
        Documents documents = Documents.plain();
        try (Platform platform = Platform.start(checkout, data, "")) {
            documents.define(platform);
            documents.fill(platform, 0, 1);
        }
        measure(data, documents, "1 object", 0, "");
        try (Platform platform = Platform.start(checkout, data, "")) {
            documents.fill(platform, 1, FEW);
            Thread.sleep(SETTLING_MILLIS);
            Usage filled = platform.usage();
            starts.add(
                    "(10,000, as they were created)",
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    filled.server().proportionalMebibytes(),
                    filled.database().proportionalMebibytes(),
                    Double.NaN);
        }
        measure(data, documents, "10,000 objects", FEW, "");
        try (Platform platform = Platform.start(checkout, data, "")) {
            documents.fill(platform, FEW, MANY);
        }
        measure(data, documents, "100,000 objects", MANY, "");
        try (Platform _ = Platform.start(checkout, data, "")) {
            multiply(data);
        }
        measure(data, documents, "1,000,000 objects, `-Xmx3g`", 0, LARGE_HEAP);
    }

    private void measure(Path data, Documents documents, String row, int listed, String javaOptions)
            throws IOException, InterruptedException {
        try (Platform platform = Platform.start(checkout, data, javaOptions)) {
            Usage ready = platform.usage();
            Thread.sleep(SETTLING_MILLIS);
            Usage calm = platform.usage();
            if (listed > 0) {
                try (Client client = platform.client()) {
                    list(platform, client, documents, listed);
                }
            }
            starts.add(
                    row,
                    platform.readySeconds(),
                    ready.server().cpuSeconds(),
                    ready.database().cpuSeconds(),
                    calm.server().proportionalMebibytes(),
                    calm.database().proportionalMebibytes(),
                    listed > 0 ? platform.usage().server().proportionalMebibytes() : Double.NaN);
        }
    }

    /// Through the platform's own tables: a million creates would take too long for a measurement of something else.
    private static void multiply(Path data) throws IOException, InterruptedException {
        String copy = """
                insert into resource (kind, namespace, name, revision, document)
                select kind, namespace, name || '-' || copy, revision,
                       replace(replace(document::text,
                           '"name":"' || name || '"', '"name":"' || name || '-' || copy || '"'),
                           '"uid":"', '"uid":"' || copy)::json
                  from resource, generate_series(1, %d) as copy
                 where kind = 'Document.bench.example.com'
                """.formatted(COPIES - 1);
        new Psql(data.resolve("postgres")).run(List.of(copy, "checkpoint"));
    }

    private void list(Platform platform, Client client, Documents documents, int size) throws IOException {
        String path = documents.path();
        String count = String.format(Locale.ROOT, "%,d", size);
        int last = size - 1;
        documents.get(client, "object-" + last);
        whole(platform, client, count + ", whole", size, Client.Form.GET, path);
        whole(
                platform,
                client,
                count + ", whole, `resourceVersion=0`",
                size,
                Client.Form.GET,
                path + "?resourceVersion=0");
        whole(platform, client, count + ", whole, gzip", size, Client.Form.GET.zipped(), path);
        chunks(platform, client, count + ", chunks of 500", size, Client.Form.GET, path);
        chunks(platform, client, count + ", chunks of 500, gzip", size, Client.Form.GET.zipped(), path);
        chunks(platform, client, count + ", table, chunks of 500, gzip", size, TABLE.zipped(), path);
        chunks(platform, client, count + ", table, chunks of 500", size, TABLE, path);
    }

    /// Asks for a list once or more, and says how many bytes came.
    private interface Listing {
        long once() throws IOException;
    }

    private void whole(Platform platform, Client client, String row, int size, Client.Form form, String path)
            throws IOException {
        repeat(platform, row, size, () -> {
            Client.Measured answer = client.count(form, path);
            if (answer.begin().status() != 200) {
                answer.begin().orThrow();
            }
            return answer.bytes();
        });
    }

    private void chunks(Platform platform, Client client, String row, int size, Client.Form form, String path)
            throws IOException {
        repeat(platform, row, size, () -> {
            long bytes = 0;
            String next = "";
            for (int seen = 0; seen < size; seen += CHUNK) {
                Client.Measured answer = client.count(form, path + "?limit=" + CHUNK + next);
                answer.begin().orThrow();
                bytes += answer.bytes();
                next = "&continue=" + continuation(answer.begin(), seen, size);
            }
            return bytes;
        });
    }

    private static String continuation(Client.Answer answer, int seen, int size) throws IOException {
        String token = answer.between("\"continue\":\"");
        boolean isLast = seen + CHUNK >= size;
        if (token.isEmpty() != isLast) {
            throw new IOException("a list of " + size + " ended, or did not, after " + (seen + CHUNK));
        }
        return token;
    }

    private void repeat(Platform platform, String row, int size, Listing listing) throws IOException {
        listing.once();
        Usage before = platform.usage();
        long begun = System.nanoTime();
        int times = 0;
        long bytes = 0;
        while (times == 0 || Platform.secondsSince(begun) < LIST_SECONDS) {
            bytes = listing.once();
            times++;
        }
        double wall = Platform.secondsSince(begun);
        double server = platform.usage().server().cpuSeconds() - before.server().cpuSeconds();
        lists.add(row, 1000 * wall / times, 1000 * server / times, bytes / 1e6, times * size / server);
    }
}
