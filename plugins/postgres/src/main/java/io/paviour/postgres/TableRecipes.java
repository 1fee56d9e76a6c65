package io.paviour.postgres;

/// The [Recipes] of tables and of what stands inside them.
final class TableRecipes {
    /// Before PostgreSQL 18 this was a mark on the column; since then it is a constraint like others.
    static final String NOT_NULL = "case when a.attnotnull then ' NOT NULL' else '' end";

    /// `:not_null` is put in for how NOT NULL is said. A partition names all its columns and is attached later, so that
    /// their order stays its own.
    static final String TABLES = """
            select 'pg_class'::regclass::oid, c.oid, 30, c.oid::regclass::text,
                   array[concat('CREATE ', case c.relpersistence when 'u' then 'UNLOGGED ' end, 'TABLE ',
                       c.oid::regclass, ' (', (
                           select string_agg(concat(quote_ident(a.attname), ' ', format_type(a.atttypid, a.atttypmod),
                                      case a.attcompression when 'p' then ' COMPRESSION pglz'
                                                            when 'l' then ' COMPRESSION lz4' end,
                                      case when a.attcollation <> t.typcollation
                                           then ' COLLATE ' || a.attcollation::regcollation end,
                                      case when a.attgenerated <> '' then
                                           ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ')'
                                           || case a.attgenerated when 's' then ' STORED' else ' VIRTUAL' end end,
                                      :not_null), ', ' order by a.attnum)
                             from pg_attribute a join pg_type t on t.oid = a.atttypid
                             left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                              and (a.attislocal or c.relispartition)), ')',
                       case when not c.relispartition then ' INHERITS (' || (
                           select string_agg(h.inhparent::regclass::text, ', ' order by h.inhseqno)
                             from pg_inherits h where h.inhrelid = c.oid) || ')' end,
                       case c.relkind when 'p' then ' PARTITION BY ' || pg_get_partkeydef(c.oid) end,
                       ' WITH (' || (
                           select string_agg(format('%s=%L', split_part(o.x, '=', 1),
                                                    substr(o.x, strpos(o.x, '=') + 1)), ', ' order by o.x)
                             from (select unnest(c.reloptions)
                                   union all
                                   select 'toast.' || unnest(k.reloptions) from pg_class k where k.oid = c.reltoastrelid)
                               as o (x)) || ')')]
                   || array(
                       select format('ALTER TABLE ONLY %s ALTER COLUMN %I %s', c.oid::regclass, a.attname, x.change)
                         from pg_attribute a join pg_type t on t.oid = a.atttypid, lateral (values
                              (case when a.attstorage <> t.typstorage then 'SET STORAGE ' || case a.attstorage
                                    when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN'
                                    else 'EXTENDED' end end),
                              (case when a.attstattarget >= 0 then 'SET STATISTICS ' || a.attstattarget end),
                              ('SET (' || array_to_string(a.attoptions, ', ') || ')')) as x (change)
                        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and x.change is not null
                        order by a.attnum, x.change)
              from relation c where c.relkind in ('r', 'p')
            """;

    /// The object stands for the attachment: it is noted under `pg_inherits`, which nothing else depends on.
    static final String PARTITIONS = """
            select 'pg_inherits'::regclass::oid, c.oid, 45, c.oid::regclass::text,
                   array[format('ALTER TABLE ONLY %s ATTACH PARTITION %s %s', h.inhparent::regclass, c.oid::regclass,
                                pg_get_expr(c.relpartbound, c.oid))]
              from relation c join pg_inherits h on h.inhrelid = c.oid
             where c.relispartition and c.relkind in ('r', 'p')
            """;

    static final String SEQUENCES = """
            select 'pg_class'::regclass::oid, c.oid, case d.deptype when 'i' then 44 else 28 end, c.oid::regclass::text,
                   case d.deptype
                       when 'i' then array[
                           format('ALTER TABLE %s ALTER COLUMN %I ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %s %s)',
                                  d.refobjid::regclass, a.attname,
                                  case a.attidentity when 'a' then 'ALWAYS' else 'BY DEFAULT' end,
                                  c.oid::regclass, o.options)]
                       else array[format('CREATE %sSEQUENCE %s AS %s %s',
                                  case c.relpersistence when 'u' then 'UNLOGGED ' else '' end,
                                  c.oid::regclass, format_type(s.seqtypid, null), o.options)]
                            || case d.deptype when 'a' then array[
                                   format('ALTER SEQUENCE %s OWNED BY %s.%I', c.oid::regclass, d.refobjid::regclass,
                                          a.attname)] else '{}'::text[] end
                   end
              from relation c join pg_sequence s on s.seqrelid = c.oid
              left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid
                   and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
              left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid,
              lateral (select format('START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s',
                              s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
                              case when s.seqcycle then ' CYCLE' else '' end)) as o (options)
             where c.relkind = 'S'
            """;

    static final String DEFAULTS = """
            select 'pg_attrdef'::regclass::oid, d.oid, 42, format('%s.%s', c.oid::regclass, a.attname),
                   array[format('ALTER TABLE %s%s ALTER COLUMN %I SET DEFAULT %s',
                                case when c.relkind = 'v' then '' else 'ONLY ' end, c.oid::regclass, a.attname,
                                pg_get_expr(d.adbin, d.adrelid))]
              from relation c join pg_attrdef d on d.adrelid = c.oid
              join pg_attribute a on a.attrelid = c.oid and a.attnum = d.adnum
             where a.attgenerated = ''
            """;

    static final String CONSTRAINTS = """
            select 'pg_constraint'::regclass::oid, k.oid,
                   case k.contype when 'n' then 40 when 'c' then 60 when 'f' then 80 when 'p' then 61 else 62 end,
                   format('%s on %s', k.conname, c.oid::regclass),
                   array[format('ALTER TABLE %s%s ADD CONSTRAINT %I %s',
                                case when k.contype in ('p', 'u', 'x') then 'ONLY ' else '' end, c.oid::regclass,
                                k.conname, pg_get_constraintdef(k.oid))]
                   || case when h.inhparent is null then '{}'::text[]
                           else array[format('ALTER INDEX %s ATTACH PARTITION %s', h.inhparent::regclass,
                                             k.conindid::regclass)] end
                   || case when i.indisclustered
                           then array[format('ALTER TABLE %s CLUSTER ON %I', c.oid::regclass, k.conname)]
                           else '{}'::text[] end
              from relation c join pg_constraint k on k.conrelid = c.oid
              left join pg_index i on i.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
              left join pg_inherits h on h.inhrelid = i.indexrelid
             where (k.contype in ('p', 'u', 'x'))
                or (k.contype = 'f' and k.conparentid = 0)
                or (k.contype = 'c' and k.conislocal)
                or (k.contype = 'n' and (k.conislocal or c.relispartition))
            """;

    /// What would stand in the way of the rows, or needs the indexes. Noted under `pg_class` of a class of its own, so
    /// that nothing depends on it.
    static final String AFTERWARDS = """
            select 'pg_replication_origin'::regclass::oid, c.oid, 88, c.oid::regclass::text,
                   array_remove(array[
                       case when c.relrowsecurity
                            then format('ALTER TABLE ONLY %s ENABLE ROW LEVEL SECURITY', c.oid::regclass) end,
                       case when c.relforcerowsecurity
                            then format('ALTER TABLE ONLY %s FORCE ROW LEVEL SECURITY', c.oid::regclass) end,
                       case c.relreplident
                            when 'n' then format('ALTER TABLE ONLY %s REPLICA IDENTITY NOTHING', c.oid::regclass)
                            when 'f' then format('ALTER TABLE ONLY %s REPLICA IDENTITY FULL', c.oid::regclass)
                            when 'i' then format('ALTER TABLE ONLY %s REPLICA IDENTITY USING INDEX %I', c.oid::regclass,
                                 (select x.relname from pg_index i join pg_class x on x.oid = i.indexrelid
                                   where i.indrelid = c.oid and i.indisreplident)) end], null)
              from relation c where c.relkind in ('r', 'p')
               and (c.relrowsecurity or c.relforcerowsecurity or c.relreplident in ('n', 'f', 'i'))
            """;

    private TableRecipes() {}
}
