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

-- A participant finds that somebody at the marketplace should look at a conversation.
create table report (
    owner_id bigint not null,
    peer_id bigint not null,
    topic bigint not null,
    topic_name text not null,
    reason text not null,
    reported_at timestamptz not null,
    primary key (owner_id, peer_id, topic)
);
