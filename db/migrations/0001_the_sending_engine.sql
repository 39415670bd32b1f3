-- core ---------------------------------------------------------------------------------------------------------------

-- Who may do what only one process may do at a time, until when by the server's clock.
create table lease (
    name text primary key,
    holder uuid not null,
    expires_at timestamptz not null
);

-- events -------------------------------------------------------------------------------------------------------------

create table outbox (
    id bigint generated always as identity primary key,
    event_id uuid not null,
    topic text not null,
    key text not null,
    payload jsonb not null,
    occurred_at timestamptz not null
);

create table bus_log (
    topic text not null,
    position bigint not null,
    event_id uuid not null,
    key text not null,
    payload jsonb not null,
    occurred_at timestamptz not null,
    primary key (topic, position)
);

create table bus_subscription (
    consumer_group text not null,
    topic text not null,
    position bigint not null,
    primary key (consumer_group, topic)
);

-- audience -----------------------------------------------------------------------------------------------------------

-- Zone names as small numbers, so that a sender compares an array element and not a text. 0 is "not known".
create table zone (
    id smallint primary key check (id >= 0),
    name text not null unique
);

-- What a sender reads of everybody stands first: to reach a column, PostgreSQL walks over those before it.
create table person (
    id bigint generated always as identity primary key check (id > 0),
    zone_id smallint not null default 0,
    -- Whether no attribute is an object, a list or empty: told once here, it need not be found out for each value of a
    -- message.
    has_plain_attributes boolean not null generated always as (
        not jsonb_path_exists(attributes, 'strict $.* ? (@.type() == "object" || @.type() == "array" || @ == "")')
    ) stored,
    erased_at timestamptz,
    attributes jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
    locale text not null default '',
    name text not null default '',
    external_id text unique,
    registered_at timestamptz,
    last_active_at timestamptz,
    updated_at timestamptz not null,
    texts_blanked_at timestamptz,
    check ((erased_at is null) = (external_id is not null)),
    check (texts_blanked_at is null or erased_at is not null)
);
-- Whoever is erased keeps a row, so that every recount finds everybody. The sending statement relies on it.
create function refuse_to_delete_people() returns trigger language plpgsql as $$
begin
    raise exception 'people are erased, not deleted: use `tidings person erase`';
end
$$;
create trigger people_stay before delete or truncate on person for each statement execute function refuse_to_delete_people();
-- Whose erasure was begun and not finished: nearly always nobody.
create index person_to_blank on person (id) where erased_at is not null and texts_blanked_at is null;

-- The current answer of a person to a category of marketing; category '*' is all of it.
create table consent (
    person_id bigint not null,
    category text not null,
    is_allowed boolean not null,
    source text not null,
    decided_at timestamptz not null,
    primary key (person_id, category)
);
create index consent_refused on consent (person_id, category) where not is_allowed;

create table list (
    id bigint generated always as identity primary key,
    name text not null unique,
    created_at timestamptz not null
);

create table list_member (
    person_id bigint not null,
    list_id bigint not null,
    primary key (person_id, list_id)
);
create index list_member_list on list_member (list_id, person_id);

create table segment (
    id bigint generated always as identity primary key,
    name text not null unique,
    rule jsonb not null,
    revision integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- chat ---------------------------------------------------------------------------------------------------------------

-- System participants have ids below zero, people above: the kind of a participant is the sign of its id.
create table system_participant (
    id bigint primary key check (id < 0),
    handle text not null unique,
    name text not null,
    picture_url text not null default '',
    revision integer not null default 1,
    created_at timestamptz not null
);
create sequence system_participant_number;

-- One participant's view of a conversation, and their inbox row. See docs/adr/0002.
-- The opening (message 0) stands in the row: content and values for a campaign, or in `message` when a person wrote it.
create table entry (
    owner_id bigint not null,
    peer_id bigint not null,
    topic bigint not null,
    content_id bigint,
    opened_at timestamptz not null,
    last_message_at timestamptz not null,
    archived_at timestamptz,
    archived_by bigint,
    answered_at timestamptz,
    last_seq integer not null default 0,
    read_seq integer not null default -1,
    topic_name text not null,
    opening_values text[],
    primary key (owner_id, peer_id, topic),
    check (read_seq <= last_seq),
    check (archived_by is null or archived_at is not null)
);
-- Only talks have a row here: an opening that nobody answered costs no second index.
create index entry_talk on entry (owner_id, last_message_at desc) where last_seq > 0;

create table message (
    home_id bigint not null,
    other_id bigint not null,
    topic bigint not null,
    seq integer not null,
    author_id bigint not null,
    body text not null,
    sent_at timestamptz not null,
    primary key (home_id, other_id, topic, seq)
);

create table block (
    owner_id bigint not null,
    peer_id bigint not null,
    blocked_at timestamptz not null,
    primary key (owner_id, peer_id)
);

-- campaigns ----------------------------------------------------------------------------------------------------------

-- What the account decides for all campaigns and may change while they run.
create table account_setting (
    name text primary key,
    value jsonb not null,
    changed_at timestamptz not null,
    changed_by text not null
);

create table campaign (
    id bigint generated always as identity primary key,
    name text not null,
    state text not null default 'draft' check (state in
        ('draft', 'in_review', 'scheduled', 'running', 'completed', 'incomplete', 'stopped', 'archived')),
    ended_as text check (ended_as in ('completed', 'incomplete', 'stopped')),
    sender_id bigint not null check (sender_id < 0),
    category text not null,
    definition jsonb not null,
    revision integer not null default 1,
    created_at timestamptz not null,
    launched_at timestamptz,
    opens_at timestamptz,
    ended_at timestamptz,
    archived_at timestamptz,
    check ((state in ('draft', 'in_review')) = (launched_at is null)),
    check ((state in ('completed', 'incomplete', 'stopped', 'archived')) = (ended_as is not null)),
    check ((ended_as is not null) = (ended_at is not null)),
    check ((state = 'archived') = (archived_at is not null))
);
create index campaign_alive on campaign (id) where state not in ('draft', 'in_review', 'archived');

-- Every change of a campaign or of one of its tasks: who, what, why.
create table campaign_change (
    id bigint generated always as identity primary key,
    campaign_id bigint not null references campaign (id),
    task_id bigint,
    action text not null,
    from_state text not null,
    to_state text not null,
    who text not null,
    why text not null,
    changed_at timestamptz not null
);
create index campaign_change_campaign on campaign_change (campaign_id, id);

-- What a campaign says, once: immutable, one row an arm and locale. `replaced_by` corrects or recalls it.
create table content (
    id bigint generated always as identity primary key,
    campaign_id bigint not null references campaign (id),
    arm text not null default 'a',
    locale text not null,
    body text not null,
    image_url text not null default '',
    buttons jsonb not null default '[]',
    variables jsonb not null default '[]',
    is_test boolean not null default false,
    replaced_by bigint references content (id),
    created_at timestamptz not null
);
create unique index content_variant on content (campaign_id, arm, locale) where not is_test and replaced_by is null;

-- A long run over an audience. A hold is not a state: it is why a running task waits, and ends by itself.
create table task (
    id bigint generated always as identity primary key,
    campaign_id bigint not null references campaign (id),
    kind text not null check (kind in ('send', 'archive', 'unarchive')),
    state text not null check (state in ('waiting', 'running', 'paused', 'done', 'stopped')),
    ceiling integer check (ceiling > 0),
    created_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz,
    check ((state in ('done', 'stopped')) = (ended_at is not null))
);
create index task_campaign on task (campaign_id);
create index task_alive on task (id) where state in ('waiting', 'running', 'paused');
create unique index task_one_send on task (campaign_id) where kind = 'send';
create unique index task_one_walk_back on task (campaign_id) where kind <> 'send' and state in ('waiting', 'running', 'paused');

-- delivery -----------------------------------------------------------------------------------------------------------

-- What the planner worked out for a task: which window each zone falls in, and how many members were frozen. The basis
-- stands for what the windows were computed from; nothing is sent while it is another one by now.
create table plan (
    task_id bigint primary key,
    basis bigint not null,
    window_of_zone smallint[] not null,
    -- The window of every zone when they all share one: then nobody's zone has to be looked up.
    only_window smallint generated always as (
        case when window_of_zone = array_fill(window_of_zone[1], array[cardinality(window_of_zone)])
            then window_of_zone[1] end
    ) stored,
    member_count bigint not null,
    planned_at timestamptz not null
);

-- The zones of a task that may be sent to between the same two instants. Outside them its batches are held.
create table send_window (
    task_id bigint not null,
    number smallint not null,
    zone_ids smallint[] not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    verdict text,
    primary key (task_id, number),
    check (opens_at <= closes_at)
);

-- Some members of a task, frozen: the unit of claim, of transaction and of event.
create table batch (
    id bigint generated always as identity,
    task_id bigint not null,
    window_number smallint not null,
    member_count integer not null,
    position integer not null default 0,
    done_count integer not null default 0,
    left_out_count integer not null default 0,
    state text not null default 'ready' check (state in ('ready', 'done', 'expired', 'stopped')),
    is_checked boolean not null default false,
    source_id bigint,
    ended_at timestamptz,
    members bigint[] not null,
    primary key (task_id, id),
    check (position between 0 and member_count),
    check (done_count + left_out_count = position),
    check (cardinality(members) = member_count),
    check (state <> 'done' or position = member_count),
    check ((state = 'ready') = (ended_at is null))
);
create index batch_ready on batch (task_id, window_number, id) where state = 'ready';
-- Ascending numbers shrink by a third, and packing them takes as long as all the rest of planning.
alter table batch alter members set storage external;
create unique index batch_source on batch (task_id, source_id) where source_id is not null;

-- Why a member of an audience got nothing. Whoever got it has an entry instead.
create table ledger (
    person_id bigint not null,
    campaign_id bigint not null,
    outcome text not null check (outcome ~ '^(skipped|failed)\.[a-z_]+$' or outcome in ('already_open', 'held_out', 'push_only')),
    decided_at timestamptz not null,
    primary key (person_id, campaign_id)
);

-- Processes that may be given an allowance, by role (sender, archiver), seen alive at by the server's clock.
create table sender (
    id uuid primary key,
    role text not null,
    started_at timestamptz not null,
    seen_at timestamptz not null
);

-- What a sender may send for a task within one slot; a null amount is without limit. The ceilings, where there are any,
-- are what it was worked out from. Unlogged: lost grants are lost.
create unlogged table allowance (
    sender_id uuid not null,
    task_id bigint not null,
    slot bigint not null,
    amount integer,
    task_ceiling integer,
    account_ceiling integer,
    expires_at timestamptz not null,
    primary key (sender_id, task_id)
);

-- Why a running task is not sending now; the governor writes it, people read it.
create table hold (
    task_id bigint primary key,
    reason text not null,
    since timestamptz not null,
    until timestamptz
);

-- Sent over time, folded from the events by the progress consumer.
create table progress (
    task_id bigint not null,
    second timestamptz not null,
    done_count bigint not null,
    left_out_count bigint not null,
    primary key (task_id, second)
);
