package io.paviour.postgres;

import io.paviour.plugin.Tenancy;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Looks at the role and the database of a claim, in one query.
final class Look {
    private static final String LOOK = """
            select r.oid is not null as has_role, coalesce(shobj_description(r.oid, 'pg_authid'), '') as role_comment,
                   r.rolcanlogin, r.rolsuper, r.rolcreatedb, r.rolcreaterole, r.rolreplication, r.rolbypassrls,
                   r.rolconnlimit, r.rolpassword,
                   coalesce((select s.setconfig from pg_db_role_setting s
                              where s.setrole = r.oid and s.setdatabase = 0), '{}') as role_settings,
                   array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid
                          where m.member = r.oid order by 1) as memberships,
                   d.oid is not null as has_database, pg_get_userbyid(d.datdba)::text as owner, d.datallowconn,
                   coalesce(shobj_description(d.oid, 'pg_database'), '') as database_comment,
                   array(select a.privilege_type
                           from aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
                          where a.grantee = 0 order by 1) as public_rights,
                   array(select o.datname::text from pg_database o
                          where o.datname in ('postgres', 'template1') and pg_has_role(o.datdba, 'USAGE')
                            and exists (select from aclexplode(coalesce(o.datacl, acldefault('d', o.datdba))) a
                                         where a.grantee = 0 and a.privilege_type = 'CONNECT')
                          order by 1) as open,
                   array(select o.datname::text from pg_database o
                          where o.datallowconn and o.datname <> wanted.name
                            and not (o.datname in ('postgres', 'template1') and pg_has_role(o.datdba, 'USAGE'))
                            and exists (select from aclexplode(coalesce(o.datacl, acldefault('d', o.datdba))) a
                                         where a.grantee = 0 and a.privilege_type = 'CONNECT')
                          order by 1) as exposed
              from (values (?)) as wanted (name)
              left join :roles r on r.rolname = wanted.name
              left join pg_database d on d.datname = wanted.name
            """;

    private Look() {}

    /// What the server says about a claim's identifier.
    ///
    /// @param open see [Seen]
    /// @param exposed see [Seen]
    /// @param seesVerifiers whether we could compare the password
    record Answer(
            Seen.@Nullable Role role,
            Seen.@Nullable Database database,
            List<String> open,
            List<String> exposed,
            boolean seesVerifiers) {
        private Answer withPassword(boolean taken) {
            return new Answer(role == null ? null : role.withPassword(taken), database, open, exposed, seesVerifiers);
        }
    }

    static Answer at(Connections connections, Claim claim, Map<String, String> values)
            throws IOException, InterruptedException {
        String password = Tenancy.password(values);
        Answer answer = connections.onServer(connection -> ask(connection, claim, password));
        if (answer.role() == null || answer.database() == null || answer.seesVerifiers() || password == null) {
            return answer;
        }
        // Only a superuser may read verifiers; anybody else has to try the door.
        Credentials tenant = Credentials.of(claim, connections.server().address(), password);
        return answer.withPassword(connections.mayLogIn(tenant));
    }

    static Answer ask(Connection connection, Claim claim, @Nullable String password) throws SQLException {
        boolean maySeeVerifiers = isSuperuser(connection);
        String roles = maySeeVerifiers ? "pg_authid" : "pg_roles";
        try (PreparedStatement statement = connection.prepareStatement(LOOK.replace(":roles", roles))) {
            statement.setString(1, claim.identifier());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Seen.Role role = row.getBoolean("has_role") ? role(row, password) : null;
                Seen.Database database = row.getBoolean("has_database") ? database(row) : null;
                return new Answer(role, database, strings(row, "open"), strings(row, "exposed"), maySeeVerifiers);
            }
        }
    }

    static boolean isSuperuser(Connection connection) throws SQLException {
        return "on".equals(connection.unwrap(PgConnection.class).getParameterStatus("is_superuser"));
    }

    private static Seen.Role role(ResultSet row, @Nullable String password) throws SQLException {
        var rights = new ArrayList<String>();
        for (var right : Map.of(
                        "rolsuper", "SUPERUSER",
                        "rolcreatedb", "CREATEDB",
                        "rolcreaterole", "CREATEROLE",
                        "rolreplication", "REPLICATION",
                        "rolbypassrls", "BYPASSRLS")
                .entrySet()) {
            if (row.getBoolean(right.getKey())) {
                rights.add(right.getValue());
            }
        }
        rights.sort(null);
        var settings = new HashMap<String, String>();
        for (String setting : strings(row, "role_settings")) {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        String verifier = row.getString("rolpassword");
        return new Seen.Role(
                row.getString("role_comment"),
                row.getBoolean("rolcanlogin"),
                List.copyOf(rights),
                row.getInt("rolconnlimit"),
                Map.copyOf(settings),
                strings(row, "memberships"),
                password != null && verifier != null && Scram.verifies(verifier, password));
    }

    private static Seen.Database database(ResultSet row) throws SQLException {
        return new Seen.Database(
                row.getString("owner"),
                row.getString("database_comment"),
                row.getBoolean("datallowconn"),
                strings(row, "public_rights"));
    }

    static List<String> strings(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
