-- the bus on Kafka ---------------------------------------------------------------------------------------------------

-- The number of an event in its topic, once a relay to Kafka gave it one: whoever produces it again gives the same.
alter table outbox add position bigint check (position > 0);
create index outbox_unnumbered on outbox (topic, id) where position is null;
create unique index outbox_numbered on outbox (topic, position) where position is not null;

-- The last number given, by topic.
create table bus_position (
    topic text primary key,
    position bigint not null check (position > 0)
);

-- How far what arrived goes in each partition: the number of the last event, and the offset after it.
create table bus_end (
    topic text not null,
    partition integer not null check (partition >= 0),
    position bigint not null,
    next_offset bigint not null,
    primary key (topic, partition)
);

-- How far a group of consumers is in each partition, in the transaction of what it did with the events.
create table bus_partition (
    consumer_group text not null,
    topic text not null,
    partition integer not null check (partition >= 0),
    position bigint not null default 0,
    next_offset bigint not null default 0,
    primary key (consumer_group, topic, partition)
);

-- Events that Kafka would not take (partition is null), and records of our topics that cannot be read: kept with the
-- reason until somebody replays or drops them.
create table parked (
    id bigint generated always as identity primary key,
    topic text not null,
    partition integer,
    place bigint not null,
    event_id uuid,
    key text,
    payload jsonb,
    value bytea,
    reason text not null,
    occurred_at timestamptz,
    parked_at timestamptz not null,
    unique (topic, partition, place)
);
