-- The one counter of revisions. Its row lock is held from the first statement of a commit to its end, so the order of
-- revisions is the order of commits, on every replica.
create table revision (
    only_row boolean primary key default true check (only_row),
    value bigint not null
);
insert into revision (value) values (0);

-- What is, without metadata.resourceVersion, which is the column `revision`.
create table resource (
    kind text not null,
    namespace text not null,
    name text not null,
    revision bigint not null,
    document json not null,
    primary key (kind, namespace, name)
);

-- What happened, one row a revision, cut off at the old end.
create table change (
    revision bigint primary key,
    at timestamptz not null,
    removed boolean not null,
    document json not null
);

-- Who did what, written in the transaction that did it.
create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    subject text not null,
    verb text not null,
    kind text not null,
    namespace text not null,
    name text not null,
    subresource text not null,
    revision bigint
);
create index audit_by_resource on audit (kind, namespace, name, id);

-- What has to be looked at, and when: one row for each resource that somebody reconciles.
create table work (
    kind text not null,
    namespace text not null,
    name text not null,
    due timestamptz not null,
    -- Rises with each wake-up, so that one during a pass is not lost.
    wakes bigint not null default 1,
    -- What woke it: a pass must have read at least up to here.
    revision bigint not null,
    attempts integer not null default 0,
    node text,
    movable boolean not null default true,
    leased_by text,
    leased_until timestamptz,
    primary key (kind, namespace, name)
);
create index work_by_due on work (due);

-- Who wants to look again when something else changes.
create table uses (
    kind text not null,
    namespace text not null,
    name text not null,
    used_kind text not null,
    used_namespace text not null,
    used_name text not null,
    primary key (kind, namespace, name, used_kind, used_namespace, used_name)
);
create index uses_by_used on uses (used_kind, used_namespace, used_name);

-- Each action of a plan, before (begun_at) and after (ended_at).
create table journal (
    id bigint generated always as identity primary key,
    uid text not null,
    kind text not null,
    namespace text not null,
    name text not null,
    action text not null,
    effect text not null,
    node text not null,
    begun_at timestamptz not null,
    ended_at timestamptz,
    failure text
);
create index journal_by_resource on journal (kind, namespace, name, id);

-- The processes that share this database.
create table node (
    name text primary key,
    seen_at timestamptz not null
);
