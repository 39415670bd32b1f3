-- panel --------------------------------------------------------------------------------------------------------------

-- Which campaigns were changed lately.
create index campaign_change_at on campaign_change (changed_at);

-- Holds that are over, for the picture of a campaign over time: written when one ends or becomes another.
create table hold_past (
    task_id bigint not null,
    reason text not null,
    since timestamptz not null,
    ended_at timestamptz not null,
    primary key (task_id, since, reason),
    check (since <= ended_at)
);
create index hold_past_age on hold_past (ended_at);

-- What a campaign said when it was submitted, approved or launched: to tell what was changed since.
create table campaign_version (
    campaign_id bigint not null references campaign (id),
    revision integer not null,
    action text not null,
    definition jsonb not null,
    who text not null,
    kept_at timestamptz not null,
    primary key (campaign_id, kept_at, action)
);

-- Pictures of campaigns, as they are served; the hash is of the content.
create table image (
    hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
    media_type text not null,
    width integer not null check (width > 0),
    height integer not null check (height > 0),
    content bytea not null,
    created_at timestamptz not null,
    created_by text not null
);
alter table image alter content set storage external;

-- Answers that a later one took the place of.
create table consent_past (
    person_id bigint not null,
    category text not null,
    is_allowed boolean not null,
    source text not null,
    decided_at timestamptz not null,
    primary key (person_id, category, decided_at, is_allowed)
);

-- People by the beginning of their name or id.
create index person_name on person (lower(name) text_pattern_ops, id) where erased_at is null;
create index person_external_id on person (external_id text_pattern_ops) where erased_at is null;

-- What people answered to one campaign, latest first. No message of a campaign itself is in it, so that sending does not
-- write to it. None is about what was read: a receipt would then have to write to every index of the row.
create index entry_answer_of_campaign on entry (owner_id, topic, last_message_at desc, peer_id desc)
    where owner_id < 0 and last_seq > 0;

-- members ------------------------------------------------------------------------------------------------------------

-- Those who sign in to the panel. Without a password they sign in elsewhere only: then as whom, once they did.
create table member (
    id bigint generated always as identity primary key,
    email text not null unique check (email = lower(email)),
    name text not null,
    role text not null check (role in ('viewer', 'author', 'publisher', 'administrator')),
    password_hash text,
    oidc_issuer text,
    oidc_subject text,
    created_at timestamptz not null,
    created_by text not null,
    disabled_at timestamptz,
    unique (oidc_issuer, oidc_subject),
    check ((oidc_issuer is null) = (oidc_subject is null))
);

-- Only a hash of the token is kept. Times are real, whatever the product's clock says.
create table member_session (
    token_hash bytea primary key,
    member_id bigint not null references member (id),
    created_at timestamptz not null,
    used_at timestamptz not null
);
create index member_session_of_member on member_session (member_id);

-- How often somebody tried to sign in lately, by a hash of the e-mail or of the address, and when the next attempt is heard.
create table sign_in_wait (
    kind text not null check (kind in ('email', 'address')),
    name_hash bytea not null,
    attempt_count integer not null,
    tried_at timestamptz not null,
    opens_at timestamptz not null,
    primary key (kind, name_hash)
);

-- What members and servers did or were refused, when and from where; what they decided about campaigns is in
-- campaign_change. No text of theirs is in it that could be a secret.
create table audit (
    id bigint generated always as identity primary key,
    began_at timestamptz not null,
    at timestamptz not null,
    who text not null,
    from_address text not null,
    action text not null,
    target text not null,
    detail jsonb not null,
    check (began_at <= at)
);
create index audit_at on audit (at, id);
create index audit_who on audit (who, at, id);
create index audit_target on audit (target, at, id);

-- Every change of an account setting that changed it, each value as a text that changing it takes: what a campaign's chart
-- shows of it. `account_setting` holds what is.
create table account_change (
    id bigint generated always as identity primary key,
    name text not null,
    before text not null,
    after text not null,
    who text not null,
    changed_at timestamptz not null
);
create index account_change_at on account_change (changed_at, id);
