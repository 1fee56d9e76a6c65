package io.paviour.postgres;

import io.paviour.contract.SmallLoop;
import io.paviour.contract.TestSite;
import io.paviour.plugin.Action;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The loop in small: looks, plans and acts for one claim at a time, on a real server.
final class TestHouse implements AutoCloseable {
    final TestSite site;
    final Address server;
    private final PostgresDriver driver;

    TestHouse(TestSite site, Address server) {
        this.site = site;
        this.server = server;
        this.driver = new PostgresDriver(site, new Server.External(server, false), Duration.ofDays(7));
    }

    /// On the server all tests share.
    static TestHouse open() {
        return new TestHouse(new TestSite(Path.of("target"), Map.of()), TestServer.address());
    }

    /// Another platform that shares resources, secrets and server with this one.
    TestHouse twin() {
        return new TestHouse(site, server);
    }

    /// A stored claim with a `uid` of its own.
    static Resource claim(String namespace, String name, String spec) {
        Json.Obj document = (Json.Obj) YamlText.parseAll("""
                apiVersion: platform.example.com/v1
                kind: Database
                metadata: {uid: %s, generation: 1}
                spec: {type: postgres, owner: team-alpha, %s}
                """.formatted(java.util.UUID.randomUUID(), spec))
                .getFirst();
        return new Resource(document.with(
                "metadata",
                document.object("metadata").with("namespace", namespace).with("name", name)));
    }

    static Resource deleting(Resource claim) {
        return claim.withMetadata(claim.metadata().with("deletionTimestamp", "2026-11-22T13:30:00Z"));
    }

    static Resource annotated(Resource claim, String name, String value) {
        return claim.withMetadata(claim.metadata().with("annotations", Json.object(name, value)));
    }

    static Resource withSpec(Resource claim, String field, Object value) {
        return claim.with("spec", claim.spec().with(field, Json.of(value)));
    }

    private SmallLoop<Seen> loop() {
        return new SmallLoop<>(site, driver);
    }

    Plan plan(Resource claim) throws IOException, InterruptedException {
        return loop().plan(claim);
    }

    /// Carries out plans until one has no actions.
    Outcome settle(Resource claim) throws IOException, InterruptedException {
        return loop().settle(claim);
    }

    void carryOut(Resource claim, Action action) throws IOException, InterruptedException {
        loop().carryOut(claim, action);
    }

    static List<String> summaries(Plan plan) {
        return SmallLoop.summaries(plan);
    }

    Map<String, String> credentials(Resource claim) {
        return site.read(new Claim(claim).secret());
    }

    /// Connects with the credentials in the claim's Secret.
    Connection asTenant(Resource claim) throws SQLException {
        return asTenant(claim, credentials(claim).get("database"));
    }

    Connection asTenant(Resource claim, String database) throws SQLException {
        Map<String, String> values = credentials(claim);
        return DriverManager.getConnection(server.jdbcUrl(database), values.get("username"), values.get("password"));
    }

    void tenantRuns(Resource claim, String... statements) throws SQLException {
        try (Connection connection = asTenant(claim);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /// Runs statements as the server's administrator.
    void adminRuns(String... statements) throws SQLException {
        adminRunsIn(server.database(), statements);
    }

    void adminRunsIn(String database, String... statements) throws SQLException {
        try (Connection connection = asAdmin(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    List<String> adminAsks(String query) throws SQLException {
        try (Connection connection = asAdmin(server.database())) {
            return ask(connection, query);
        }
    }

    Connection asAdmin(String database) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(database), server.user(), server.password());
    }

    static List<String> ask(Connection connection, String query) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
        }
        return answers;
    }

    @Override
    public void close() {
        driver.close();
    }
}
