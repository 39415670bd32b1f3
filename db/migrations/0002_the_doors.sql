-- web ----------------------------------------------------------------------------------------------------------------

-- What a server shows instead of a person's token. Only a hash of the secret is kept: it is shown once.
create table api_key (
    id text primary key,
    name text not null,
    secret_hash bytea not null,
    scopes text[] not null,
    -- The system participant that it speaks as, for the scope `chat`.
    participant_id bigint check (participant_id < 0),
    created_at timestamptz not null,
    created_by text not null,
    revoked_at timestamptz,
    check (('chat' = any(scopes)) = (participant_id is not null))
);

-- What was answered to a request with an Idempotency-Key, so that its repetition is answered the same.
create table idempotency (
    caller text not null,
    key text not null,
    fingerprint bytea not null,
    status smallint,
    -- As it was written: `jsonb` would order its keys anew.
    answer json,
    created_at timestamptz not null,
    primary key (caller, key)
);
create index idempotency_age on idempotency (created_at);

-- chat ---------------------------------------------------------------------------------------------------------------

-- A participant finds that somebody at the marketplace should look at a conversation. The number is that of the report:
-- one that takes another's place has a new one, and is open.
create table report (
    id bigint generated always as identity unique,
    owner_id bigint not null,
    peer_id bigint not null,
    topic bigint not null,
    topic_name text not null,
    reason text not null,
    reported_at timestamptz not null,
    closed_at timestamptz,
    closed_by text,
    primary key (owner_id, peer_id, topic),
    check ((closed_at is null) = (closed_by is null))
);
create index report_open on report (id) where closed_at is null;

-- audience -----------------------------------------------------------------------------------------------------------

-- A file of people that came by HTTP, and what came of it. While it comes it is `uploading`, and whoever brings it shows
-- by `alive_at` that they still do, by the server's clock; `stored` is everybody in, and senders that began before are
-- waited for.
create table upload (
    id bigint generated always as identity primary key,
    state text not null default 'uploading' check (state in
        ('uploading', 'waiting', 'running', 'stored', 'done', 'failed')),
    form text not null check (form in ('csv', 'ndjson')),
    list_name text,
    size_bytes bigint not null default 0,
    uploaded_by text not null,
    uploaded_at timestamptz not null,
    alive_at timestamptz not null,
    -- Each by a process that may die of it.
    attempt_count integer not null default 0,
    started_at timestamptz,
    ended_at timestamptz,
    phase text,
    phase_done bigint,
    phase_total bigint,
    read_count bigint,
    new_count bigint,
    changed_count bigint,
    unchanged_count bigint,
    rejected_count bigint,
    consent_count bigint,
    error text,
    check ((state in ('done', 'failed')) = (ended_at is not null)),
    check ((state in ('stored', 'done')) = (read_count is not null)),
    check (read_count = new_count + changed_count + unchanged_count + rejected_count),
    check ((state = 'failed') = (error is not null))
);
create index upload_alive on upload (id) where state not in ('done', 'failed');

-- The file in pieces, and then the rejects in pieces.
create table upload_part (
    upload_id bigint not null references upload (id),
    kind text not null check (kind in ('file', 'rejects')),
    number integer not null,
    content bytea not null,
    primary key (upload_id, kind, number)
);
