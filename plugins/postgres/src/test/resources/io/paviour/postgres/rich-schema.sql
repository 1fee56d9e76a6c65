create schema app
;;
create schema "odd ""schema"""
;;
create extension citext
;;
create type app.mood as enum ('sad', 'so-so', 'it''s "fine"')
;;
create domain app.email as text collate "C" default 'nobody@example.com'
    constraint has_at check (position('@' in value) > 0) not null
;;
create type app.address as (street text, "house no" int, mood app.mood)
;;
create type app.span as range (subtype = float8, subtype_diff = float8mi)
;;
create sequence app.ticket as int start with 7 increment by 3 maxvalue 1000 cycle
;;
select nextval('app.ticket'), nextval('app.ticket')
;;
create sequence app.untouched start with 42
;;
create function app.shout(t text) returns text language sql immutable strict as $$ select upper(t) || '!' $$
;;
create table app.customers (
    id bigint generated always as identity (start with 100) primary key,
    name text not null constraint name_is_set check (name <> ''),
    mail app.email,
    nick citext,
    mood app.mood default 'so-so',
    home app.address,
    spans app.span[],
    loud text generated always as (app.shout(name)) stored,
    size int generated always as (length(name)) virtual,
    dropped int,
    photo bytea,
    extra jsonb not null default '{"a": [1, "\\"]}',
    at timestamptz default '2026-01-01 00:00:00+00',
    unique (mail)
) with (fillfactor = 70, toast.autovacuum_enabled = false)
;;
alter table app.customers drop column dropped
;;
alter table app.customers alter column photo set storage external
;;
alter table app.customers alter column name set statistics 500
;;
insert into app.customers (name, mail, nick, home, spans, photo)
    select E'line\n\ttab \\. ' || i, i || '@example.com', 'N' || i, row('s', i, 'sad')::app.address, array[app.span(1, i + 1)], '\x00ff'
      from generate_series(1, 50) i
;;
insert into app.customers (id, name, mail, nick) overriding system value values (1, 'Ärmel "quote"', 'a@b', null)
;;
create table app.orders (
    id serial primary key,
    customer bigint not null references app.customers on delete cascade deferrable initially deferred,
    total numeric(10, 2) check (total >= 0),
    number int default nextval('app.ticket'),
    parent int references app.orders
)
;;
insert into app.orders (customer, total) select 1, i from generate_series(1, 20) i
;;
alter table app.orders add constraint big check (total < 1000) not valid
;;
create function app.total_of(c app.customers) returns numeric language sql stable
    begin atomic select sum(o.total) from app.orders o where o.customer = c.id; end
;;
create view app.totals (who, total) with (security_barrier = true) as
    select c.name, sum(o.total) from app.customers c join app.orders o on o.customer = c.id group by c.id
;;
create view app.rich as select * from app.totals where total > 10 with local check option
;;
create materialized view app.cached as select * from app.totals
;;
create materialized view app.cached_twice as select count(*) as n from app.cached
;;
create materialized view app.empty as select 1 as x with no data
;;
create unique index cached_who on app.cached (who)
;;
create index orders_total on app.orders using btree (total desc nulls last) include (number) where total > 3
;;
create index customers_loud on app.customers (app.shout(name), lower(nick::text))
;;
create index customers_extra on app.customers using gin (extra jsonb_path_ops)
;;
create index orders_number on app.orders (number)
;;
alter table app.orders cluster on orders_number
;;
create statistics app.related (dependencies) on customer, total from app.orders
;;
create table app.events (id int not null, at date not null, what text default 'e', primary key (id, at))
    partition by range (at)
;;
create table app.events_2025 partition of app.events for values from ('2025-01-01') to ('2026-01-01')
;;
create table app.events_2026 (what text, at date not null, id int not null)
;;
alter table app.events attach partition app.events_2026 for values from ('2026-01-01') to ('2027-01-01')
;;
create table app.events_rest partition of app.events default partition by hash (id)
;;
create table app.events_rest_0 partition of app.events_rest for values with (modulus 2, remainder 0)
;;
create table app.events_rest_1 partition of app.events_rest for values with (modulus 2, remainder 1)
;;
create index events_what on app.events (what)
;;
insert into app.events select i, date '2025-06-01' + i * 30, 'w' || i from generate_series(1, 40) i
;;
create table app.event_notes (id int, at date, note text, foreign key (id, at) references app.events)
;;
insert into app.event_notes select id, at, 'n' from app.events limit 5
;;
create table app.base (a int constraint a_set not null, b text default 'base' check (b <> 'x'))
;;
create table app.derived (c int, d int unique) inherits (app.base)
;;
alter table only app.derived alter column b set default 'derived'
;;
insert into app.base values (1)
;;
insert into app.derived values (2, default, 3, 4)
;;
create unlogged table app.scratch (x int)
;;
insert into app.scratch values (1)
;;
create table app.nothing ()
;;
create table "odd ""schema"""."Odd Table" ("select" int, "a ""b""" text, exclude using gist (int4range("select", "select" + 1) with &&))
;;
insert into "odd ""schema"""."Odd Table" values (1, null), (2, '\N'), (3, '')
;;
create table public.plain as select generate_series(1, 3000) as n, repeat('x', 1000) as filler
;;
create procedure app.clean(inout n int) language plpgsql as $body$
begin
    delete from app.scratch where x > n; -- a comment; with semicolons
    n := n + 1;
end $body$
;;
create aggregate app.longest (text) (sfunc = textcat, stype = text, initcond = '', parallel = safe)
;;
create function app.note() returns trigger language plpgsql security definer set search_path = app, pg_temp as $$
begin
    new.what := coalesce(new.what, '?');
    return new;
end $$
;;
create trigger note_event before insert or update of what on app.events for each row execute function app.note()
;;
create trigger off before delete on app.orders for each statement execute function app.note()
;;
alter table app.orders disable trigger off
;;
create constraint trigger late after insert on app.base deferrable initially deferred
    for each row when (new.a > 5) execute function app.note()
;;
create rule keep as on delete to app.nothing do instead nothing
;;
create rule rich_insert as on insert to app.rich do instead insert into app.scratch values (new.total::int)
;;
alter table app.orders enable row level security
;;
alter table app.base enable row level security, force row level security
;;
create policy mine on app.orders as restrictive for update using (total < 5) with check (total < 6)
;;
create policy theirs on app.orders using (true)
;;
alter table app.events_2026 replica identity full
;;
alter table app.orders replica identity using index orders_pkey
;;
grant usage on schema app to public
;;
grant select, insert on app.customers to public
;;
revoke execute on function app.shout(text) from public
;;
grant usage on sequence app.ticket to public
;;
revoke usage on type app.mood from public
;;
grant create on schema public to public
;;
revoke insert on app.scratch from current_user
;;
comment on schema app is 'the app''s schema'
;;
comment on table app.customers is E'people\nwho pay'
;;
comment on column app.customers.nick is 'short name'
;;
comment on constraint name_is_set on app.customers is 'set'
;;
comment on constraint has_at on domain app.email is 'at'
;;
comment on function app.shout(text) is 'loud'
;;
comment on procedure app.clean(int) is 'clean'
;;
comment on aggregate app.longest(text) is 'long'
;;
comment on type app.mood is 'moods'
;;
comment on type app.address is 'an address'
;;
comment on column app.address.street is 'a street'
;;
comment on domain app.email is 'mail'
;;
comment on view app.totals is 'sums'
;;
comment on column app.totals.who is 'name'
;;
comment on materialized view app.cached is 'cached'
;;
comment on index app.orders_total is 'totals'
;;
comment on sequence app.ticket is 'tickets'
;;
comment on trigger note_event on app.events is 'notes'
;;
comment on rule keep on app.nothing is 'keeps'
;;
comment on policy mine on app.orders is 'mine'
;;
comment on statistics app.related is 'related'
;;
comment on extension citext is 'ours'
;;
comment on schema public is 'changed'
;;
do $$ begin execute format('alter database %I set search_path = app, public', current_database()); end $$
;;
do $$ begin execute format('alter database %I set timezone = %L', current_database(), 'Europe/Berlin'); end $$
