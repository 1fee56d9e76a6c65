-- Tokens, sessions and one-time links. Only the hash of a secret is kept; who knows the table cannot sign in.
create table credential (
    hash bytea primary key,
    use text not null,
    subject text not null,
    -- Which account of that name: one that is deleted and made again does not get its old tokens back.
    account_uid text not null,
    created_at timestamptz not null,
    expires_at timestamptz
);


-- Values of secrets, sealed with the master key and bound to their place.
create table secret_value (
    namespace text not null,
    name text not null,
    version bigint not null,
    sealed bytea not null,
    primary key (namespace, name)
);
create sequence secret_version;

-- Which master key seals here; it never leaves its owner, this only recognises it.
create table sealing (
    only_row boolean primary key default true check (only_row),
    key_id text not null
);
