package io.paviour.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Finds what is in a database and would not be in its dump. What an extension brought does not count: the extension
/// brings it again.
final class Unknown {
    /// As many are named; there may be thousands of large objects.
    private static final int NAMED_MAX = 10;

    private static final List<String> CATALOGS = List.of(
            "pg_operator",
            "pg_opclass",
            "pg_opfamily",
            "pg_cast",
            "pg_conversion",
            "pg_collation",
            "pg_ts_config",
            "pg_ts_dict",
            "pg_ts_parser",
            "pg_ts_template",
            "pg_language",
            "pg_am",
            "pg_foreign_data_wrapper",
            "pg_foreign_server",
            "pg_event_trigger",
            "pg_publication",
            "pg_transform",
            "pg_default_acl");

    /// Everything of a catalog that is neither PostgreSQL's own (`FirstNormalObjectId`) nor an extension's, nor
    /// comes with something else, as a range's cast does.
    private static final String ALL_OF = """
            select i.type || ' ' || i.identity
              from :catalog o, pg_identify_object(':catalog'::regclass, o.oid, 0) i
             where o.oid >= 16384 and not exists (
                   select from pg_depend e
                    where e.classid = ':catalog'::regclass and e.objid = o.oid and e.deptype in ('e', 'i'))
            """;

    /// What is special about something that is known otherwise. In `relation`, `routine` and `datatype` stands what
    /// the dump looks at, see [Recipes].
    private static final List<String> SPECIAL = List.of(
            """
            select case when c.relkind = 'f' then 'foreign table ' when c.reloftype <> 0 then 'typed table '
                        when c.reltablespace <> 0 then 'tablespace of ' else 'access method of ' end || c.oid::regclass
              from relation c left join pg_am a on a.oid = c.relam
             where c.relkind = 'f' or c.reloftype <> 0 or c.reltablespace <> 0
                or (c.relkind in ('r', 'p', 'm') and a.amname is not null and a.amname <> 'heap')
            """,
            """
            select 'function ' || p.oid::regprocedure || ' in language ' || l.lanname
              from routine p join pg_language l on l.oid = p.prolang
             where p.prokind <> 'a' and not l.lanpltrusted
            """,
            """
            select 'function ' || p.oid::regprocedure || ' that only a superuser may create'
              from routine p where p.prosupport <> 0 or p.proleakproof or p.prokind = 'w'
            """,
            """
            select 'aggregate ' || p.oid::regprocedure || ' with moving, ordered or serialised state'
              from routine p join pg_aggregate a on a.aggfnoid = p.oid
             where a.aggkind <> 'n' or a.aggmtransfn <> 0 or a.aggserialfn <> 0 or a.aggdeserialfn <> 0
            """,
            """
            select 'type ' || t.oid::regtype
              from datatype t left join pg_range r on r.rngtypid = t.oid
             where (t.typtype = 'b' and not exists (select from pg_type e where e.typarray = t.oid))
                or t.typtype = 'p' or r.rngcanonical <> 0
            """,
            """
            select 'extension ' || x.extname || case when x.extconfig is null then ' that only a superuser may create'
                        else ' with tables of its own' end
              from pg_extension x
             where x.extname <> 'plpgsql'
               and (x.extconfig is not null or not exists (
                    select from pg_available_extension_versions v
                     where v.name = x.extname and v.version = x.extversion and v.trusted))
            """,
            "select 'large object ' || oid from pg_largeobject_metadata",
            "select 'column privileges on ' || a.attrelid::regclass from pg_attribute a"
                    + " join relation c on c.oid = a.attrelid where a.attacl is not null",
            """
            select 'privileges on ' || g.what || ' of role ' || pg_get_userbyid(a.grantee)
              from (select 'relation ' || oid::regclass, relacl, relowner from relation
                    union all select 'function ' || oid::regprocedure, proacl, proowner from routine
                    union all select 'type ' || oid::regtype, typacl, typowner from datatype
                    union all select 'schema ' || nspname, nspacl, nspowner from pg_namespace n
                               where n.nspname !~ '^pg_' and n.nspname <> 'information_schema')
                   as g (what, acl, owner), aclexplode(g.acl) a
             where a.grantee not in (0, g.owner)
            """,
            """
            select 'policy ' || p.polname || ' on ' || p.polrelid::regclass || ' for named roles'
              from pg_policy p where p.polroles <> '{0}'
            """,
            """
            select 'setting ' || s.setting || ' of the database'
              from (select unnest(setconfig) as setting from pg_db_role_setting
                     where setdatabase = (select oid from pg_database where datname = current_database())
                       and setrole = 0) s
              left join pg_settings g on g.name = split_part(s.setting, '=', 1)
             where g.context is distinct from 'user' or g.name in ('role', 'session_authorization')
            """,
            """
            select 'settings of role ' || pg_get_userbyid(setrole) || ' in this database'
              from pg_db_role_setting
             where setdatabase = (select oid from pg_database where datname = current_database()) and setrole <> 0
            """,
            """
            select 'statistics target of index ' || c.oid::regclass
              from relation c join pg_attribute a on a.attrelid = c.oid
             where c.relkind in ('i', 'I') and a.attstattarget >= 0
            union all
            select 'statistics target of ' || s.stxname from pg_statistic_ext s join relation c on c.oid = s.stxrelid
             where s.stxstattarget >= 0
            """,
            // A claim's role and its database have the same name.
            """
            select 'rows of ' || c.oid::regclass || ' that role ' || current_database() || ' may not read'
              from relation c left join pg_roles r on r.rolname = current_database()
             where c.relkind in ('r', 'S')
               and not (r.oid is not null and has_table_privilege(r.oid, c.oid, 'SELECT')
                        and has_schema_privilege(r.oid, c.relnamespace, 'USAGE'))
            """,
            "select 'security label on ' || objtype || ' ' || objname from pg_seclabels",
            """
            select 'subscription ' || subname from pg_subscription
             where subdbid = (select oid from pg_database where datname = current_database())
            """);

    private Unknown() {}

    /// Names them, each as a person would.
    static List<String> in(Connection connection) throws SQLException {
        List<String> unknown = new ArrayList<>();
        for (String catalog : CATALOGS) {
            collect(connection, ALL_OF.replace(":catalog", catalog), unknown);
        }
        for (String special : SPECIAL) {
            collect(connection, Recipes.WITH + special, unknown);
        }
        if (unknown.size() > NAMED_MAX) {
            int more = unknown.size() - NAMED_MAX;
            unknown = new ArrayList<>(unknown.subList(0, NAMED_MAX));
            unknown.add(more + " more");
        }
        return List.copyOf(unknown);
    }

    private static void collect(Connection connection, String query, List<String> into) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query + " order by 1 limit 1000");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                into.add(rows.getString(1));
            }
        }
    }
}
