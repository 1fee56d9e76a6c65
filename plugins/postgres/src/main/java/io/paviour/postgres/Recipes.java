package io.paviour.postgres;

import java.util.List;

/// The queries by which PostgreSQL writes down how its own objects are made again.
///
/// Each answers rows of: catalog and oid of the object, as in `pg_depend`; its phase; its name; its statements, in
/// order. An object is made as soon as all it depends on is there, and of those that could be made next, the one of the
/// lowest phase comes first: so types and functions come before tables, rows before indexes, foreign keys and triggers.
final class Recipes {
    /// Between tables and what is faster, or only right, once the rows are there.
    static final int ROWS_PHASE = 50;

    static final int ATTACH_PHASE = 45;

    /// What belongs to the database itself, and neither to PostgreSQL nor to an extension.
    static final String WITH = """
            with relation as (
                select c.* from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where c.oid >= 16384 and n.nspname !~ '^pg_' and not exists (
                       select from pg_depend e
                        where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')),
            routine as (
                select p.* from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                 where p.oid >= 16384 and n.nspname !~ '^pg_' and not exists (
                       select from pg_depend e
                        where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
                   -- what a range type brings
                   and not exists (
                       select from pg_depend e
                        where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'i')),
            datatype as (
                select t.* from pg_type t join pg_namespace n on n.oid = t.typnamespace
                 where t.oid >= 16384 and n.nspname !~ '^pg_' and not exists (
                       select from pg_depend e
                        where e.classid = 'pg_type'::regclass and e.objid = t.oid and e.deptype = 'e'))
            """;

    private static final String SCHEMAS = """
            select 'pg_namespace'::regclass::oid, n.oid, 10, n.nspname::text,
                   array[format('CREATE SCHEMA %I', n.nspname)]
              from pg_namespace n
             where n.oid >= 16384 and n.nspname !~ '^pg_' and n.nspname <> 'public' and not exists (
                   select from pg_depend e
                    where e.classid = 'pg_namespace'::regclass and e.objid = n.oid and e.deptype = 'e')
            union all
            select 'pg_namespace'::regclass::oid, 2200::oid, 10, 'public', array['DROP SCHEMA public']
             where not exists (select from pg_namespace where nspname = 'public')
            """;

    private static final String EXTENSIONS = """
            select 'pg_extension'::regclass::oid, x.oid, 12, x.extname::text,
                   array[format('CREATE EXTENSION %I WITH SCHEMA %I', x.extname, n.nspname)]
              from pg_extension x join pg_namespace n on n.oid = x.extnamespace
             where x.extname <> 'plpgsql'
            """;

    private static final String ENUMS_AND_RANGES = """
            select 'pg_type'::regclass::oid, t.oid, 20, t.oid::regtype::text,
                   array[format('CREATE TYPE %s AS ENUM (%s)', t.oid::regtype, (
                       select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
                         from pg_enum e where e.enumtypid = t.oid))]
              from datatype t where t.typtype = 'e'
            union all
            select 'pg_type'::regclass::oid, t.oid, 20, t.oid::regtype::text,
                   array[format('CREATE TYPE %s AS RANGE (SUBTYPE = %s, SUBTYPE_OPCLASS = %I.%I%s%s%s)',
                       t.oid::regtype, format_type(r.rngsubtype, null), n.nspname, o.opcname,
                       case when r.rngcollation <> 0 then ', COLLATION = ' || r.rngcollation::regcollation else '' end,
                       case when r.rngsubdiff <> 0 then ', SUBTYPE_DIFF = ' || r.rngsubdiff::regproc else '' end,
                       ', MULTIRANGE_TYPE_NAME = ' || r.rngmultitypid::regtype)]
              from datatype t join pg_range r on r.rngtypid = t.oid
              join pg_opclass o on o.oid = r.rngsubopc join pg_namespace n on n.oid = o.opcnamespace
             where t.typtype = 'r'
            """;

    private static final String DOMAINS_AND_COMPOSITES = """
            select 'pg_type'::regclass::oid, t.oid, 21, t.oid::regtype::text,
                   array[format('CREATE DOMAIN %s AS %s%s%s%s%s', t.oid::regtype,
                       format_type(t.typbasetype, t.typtypmod),
                       case when t.typcollation <> b.typcollation
                            then ' COLLATE ' || t.typcollation::regcollation else '' end,
                       ' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0),
                       case when t.typnotnull and not exists (
                                 select from pg_constraint c where c.contypid = t.oid and c.contype = 'n')
                            then ' NOT NULL' else '' end,
                       (select string_agg(format(' CONSTRAINT %I %s', c.conname, pg_get_constraintdef(c.oid)), ''
                                          order by c.conname)
                          from pg_constraint c where c.contypid = t.oid and c.convalidated))]
                   || array(select format('ALTER DOMAIN %s ADD CONSTRAINT %I %s', t.oid::regtype, c.conname,
                                          pg_get_constraintdef(c.oid))
                              from pg_constraint c where c.contypid = t.oid and not c.convalidated order by c.conname)
              from datatype t join pg_type b on b.oid = t.typbasetype
             where t.typtype = 'd'
            union all
            select 'pg_type'::regclass::oid, t.oid, 21, t.oid::regtype::text,
                   array[format('CREATE TYPE %s AS (%s)', t.oid::regtype, (
                       select string_agg(format('%I %s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                                  case when a.attcollation <> u.typcollation
                                       then ' COLLATE ' || a.attcollation::regcollation else '' end),
                                  ', ' order by a.attnum)
                         from pg_attribute a join pg_type u on u.oid = a.atttypid
                        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped))]
              from datatype t join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
             where t.typtype = 'c'
            """;

    private static final String FUNCTIONS = """
            select 'pg_proc'::regclass::oid, p.oid, 22, p.oid::regprocedure::text,
                   array[rtrim(pg_get_functiondef(p.oid), E'; \\n')]
              from routine p where p.prokind in ('f', 'p')
            union all
            select 'pg_proc'::regclass::oid, p.oid, 24, p.oid::regprocedure::text,
                   array[format('CREATE AGGREGATE %s(%s) (SFUNC = %s, STYPE = %s%s%s%s%s%s%s, PARALLEL = %s)',
                       format('%I.%I', n.nspname, p.proname), coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*'),
                       a.aggtransfn::regproc, format_type(a.aggtranstype, null),
                       case when a.aggtransspace > 0 then ', SSPACE = ' || a.aggtransspace else '' end,
                       case when a.aggfinalfn <> 0 then ', FINALFUNC = ' || a.aggfinalfn::regproc
                            || case when a.aggfinalextra then ', FINALFUNC_EXTRA' else '' end
                            || ', FINALFUNC_MODIFY = ' || case a.aggfinalmodify when 'r' then 'READ_ONLY'
                                 when 's' then 'SHAREABLE' else 'READ_WRITE' end else '' end,
                       case when a.aggcombinefn <> 0 then ', COMBINEFUNC = ' || a.aggcombinefn::regproc else '' end,
                       ', INITCOND = ' || quote_literal(a.agginitval),
                       case when a.aggsortop <> 0 then format(', SORTOP = OPERATOR(%I.%s)', (
                                select nspname from pg_namespace where oid = o.oprnamespace), o.oprname) else '' end,
                       '',
                       case p.proparallel when 's' then 'SAFE' when 'r' then 'RESTRICTED' else 'UNSAFE' end)]
              from routine p join pg_aggregate a on a.aggfnoid = p.oid join pg_namespace n on n.oid = p.pronamespace
              left join pg_operator o on o.oid = a.aggsortop
             where p.prokind = 'a'
            """;

    private static final String VIEWS = """
            select 'pg_class'::regclass::oid, c.oid, case c.relkind when 'v' then 32 else 34 end, c.oid::regclass::text,
                   array[format('CREATE %s %s%s AS %s%s',
                       case c.relkind when 'v' then 'VIEW' else 'MATERIALIZED VIEW' end, c.oid::regclass,
                       ' WITH (' || (select string_agg(format('%s=%L', split_part(x, '=', 1),
                                                       substr(x, strpos(x, '=') + 1)), ', ' order by n)
                                       from unnest(c.reloptions) with ordinality u (x, n)) || ')',
                       rtrim(pg_get_viewdef(c.oid), E'; \\n'),
                       case c.relkind when 'v' then '' else E'\\n WITH NO DATA' end)]
              from relation c where c.relkind in ('v', 'm')
            """;

    private static final String INDEXES = """
            select 'pg_class'::regclass::oid, c.oid, 64, c.oid::regclass::text,
                   array[pg_get_indexdef(c.oid)]
                   || case when h.inhparent is null then '{}'::text[]
                           else array[format('ALTER INDEX %s ATTACH PARTITION %s', h.inhparent::regclass, c.oid::regclass)]
                      end
                   || case when i.indisclustered
                           then array[format('ALTER TABLE %s CLUSTER ON %I', i.indrelid::regclass, c.relname)]
                           else '{}'::text[] end
              from relation c join pg_index i on i.indexrelid = c.oid
              left join pg_inherits h on h.inhrelid = c.oid
             where (i.indisvalid or c.relkind = 'I')
               and not exists (select from pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u', 'x'))
            union all
            select 'pg_statistic_ext'::regclass::oid, s.oid, 66, s.stxname::text,
                   array[pg_get_statisticsobjdef(s.oid)]
              from pg_statistic_ext s join relation c on c.oid = s.stxrelid
            """;

    private static final String TRIGGERS_AND_RULES = """
            select 'pg_trigger'::regclass::oid, t.oid, 84, format('%s on %s', t.tgname, c.oid::regclass),
                   array[pg_get_triggerdef(t.oid)]
                   || case when t.tgenabled = 'O' then '{}'::text[] else array[
                           format('ALTER TABLE %s %s TRIGGER %I', c.oid::regclass, case t.tgenabled
                           when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end, t.tgname)] end
              from pg_trigger t join relation c on c.oid = t.tgrelid
             where not t.tgisinternal and t.tgparentid = 0
            union all
            select 'pg_rewrite'::regclass::oid, r.oid, 84, format('%s on %s', r.rulename, c.oid::regclass),
                   array[rtrim(pg_get_ruledef(r.oid), E'; \\n')]
                   || case when r.ev_enabled = 'O' then '{}'::text[] else array[
                           format('ALTER TABLE %s %s RULE %I', c.oid::regclass, case r.ev_enabled
                           when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end, r.rulename)] end
              from pg_rewrite r join relation c on c.oid = r.ev_class
             where r.rulename <> '_RETURN'
            """;

    private static final String POLICIES = """
            select 'pg_policy'::regclass::oid, p.oid, 86, format('%s on %s', p.polname, c.oid::regclass),
                   array[format('CREATE POLICY %I ON %s AS %s FOR %s%s%s', p.polname, c.oid::regclass,
                       case when p.polpermissive then 'PERMISSIVE' else 'RESTRICTIVE' end,
                       case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE'
                            when 'd' then 'DELETE' else 'ALL' end,
                       ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                       ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')]
              from pg_policy p join relation c on c.oid = p.polrelid
            """;

    private Recipes() {}

    /// All of them.
    static List<String> all(int serverVersion) {
        return List.of(
                SCHEMAS,
                EXTENSIONS,
                ENUMS_AND_RANGES,
                DOMAINS_AND_COMPOSITES,
                FUNCTIONS,
                TableRecipes.TABLES.replace(":not_null", serverVersion >= 18 ? "''" : TableRecipes.NOT_NULL),
                TableRecipes.PARTITIONS,
                TableRecipes.SEQUENCES,
                TableRecipes.DEFAULTS,
                TableRecipes.CONSTRAINTS,
                VIEWS,
                INDEXES,
                TRIGGERS_AND_RULES,
                POLICIES,
                TableRecipes.AFTERWARDS,
                FinalRecipes.PRIVILEGES,
                FinalRecipes.COMMENTS,
                FinalRecipes.SETTINGS);
    }
}
