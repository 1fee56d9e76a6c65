package io.paviour.postgres;

/// The [Recipes] of what is said about objects once they are there.
final class FinalRecipes {
    /// Only what the owner and everybody may do: privileges of other roles make a database one that cannot be dumped.
    static final String PRIVILEGES = """
            select 'pg_authid'::regclass::oid, g.oid, 95, g.what,
                   array[format('REVOKE ALL ON %s FROM PUBLIC', g.what)]
                   || case when g.whole then array[format('REVOKE ALL ON %s FROM CURRENT_USER', g.what)]
                           else '{}'::text[] end
                   || array(select format('GRANT %s ON %s TO %s', a.privilege_type, g.what,
                                          case when a.grantee = 0 then 'PUBLIC' else 'CURRENT_USER' end)
                              from aclexplode(g.acl) a where a.grantee = 0 or g.whole
                             order by a.grantee, a.privilege_type)
              from (select oid, case when relkind = 'S' then 'SEQUENCE ' else 'TABLE ' end || oid::regclass, relacl,
                           acldefault(case when relkind = 'S' then 's' else 'r' end::"char", relowner), true
                      from relation
                    union all
                    select oid, 'ROUTINE ' || oid::regprocedure, proacl, acldefault('f', proowner), true from routine
                    union all
                    select oid, 'TYPE ' || oid::regtype, typacl, acldefault('T', typowner), true from datatype
                    union all
                    select n.oid, format('SCHEMA %I', nspname), nspacl, acldefault('n', nspowner), nspname <> 'public'
                      from pg_namespace n
                     where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and not exists (
                           select from pg_depend e
                            where e.classid = 'pg_namespace'::regclass and e.objid = n.oid and e.deptype = 'e'))
                   as g (oid, what, acl, usual, whole)
             where g.acl is not null and (g.acl <> g.usual or not g.whole)
            """;

    /// PostgreSQL names objects here much as `COMMENT ON` wants them named.
    static final String COMMENTS = """
            select 'pg_description'::regclass::oid, c.objoid, 96, i.type || ' ' || i.identity || ' ' || c.objsubid,
                   array[format('COMMENT ON %s %s IS %L',
                       case i.type
                            when 'table column' then 'COLUMN' when 'view column' then 'COLUMN'
                            when 'materialized view column' then 'COLUMN' when 'composite type column' then 'COLUMN'
                            when 'table constraint' then 'CONSTRAINT' when 'domain constraint' then 'CONSTRAINT'
                            when 'composite type' then 'TYPE' when 'statistics object' then 'STATISTICS'
                            else upper(i.type) end,
                       case i.type when 'domain constraint' then format('%I ON DOMAIN %s', k.conname,
                                        k.contypid::regtype) else i.identity end,
                       c.description)]
              from pg_description c
              left join pg_constraint k on c.classoid = 'pg_constraint'::regclass and k.oid = c.objoid,
                   pg_identify_object(c.classoid, c.objoid, c.objsubid) i
             where (c.objoid >= 16384 or (c.classoid = 'pg_namespace'::regclass and i.identity = 'public'
                                          and c.description <> 'standard public schema'))
               and i.identity is not null and i.identity !~ '^pg_toast'
               and not exists (select from pg_depend e
                                where e.classid = c.classoid and e.objid = c.objoid and e.deptype = 'e')
               and (c.classoid <> 'pg_extension'::regclass or c.description is distinct from (
                        select v.comment from pg_extension x
                          join pg_available_extension_versions v on v.name = x.extname and v.version = x.extversion
                         where x.oid = c.objoid))
            """;

    static final String SETTINGS = """
            select 'pg_db_role_setting'::regclass::oid, s.n::oid, 97, s.setting,
                   array[format('DO %L', format('BEGIN EXECUTE format(''ALTER DATABASE %%I SET %s = %%s'',
                       current_database(), %L); END', quote_ident(split_part(s.setting, '=', 1)),
                       case when s.name in ('search_path', 'session_preload_libraries', 'local_preload_libraries',
                                            'temp_tablespaces')
                            then s.value else quote_literal(s.value) end))]
              from (select n, u as setting, split_part(u, '=', 1) as name, substr(u, strpos(u, '=') + 1) as value
                      from pg_db_role_setting d, unnest(d.setconfig) with ordinality x (u, n)
                     where d.setrole = 0
                       and d.setdatabase = (select oid from pg_database where datname = current_database())) s
            """;

    private FinalRecipes() {}
}
