-- outbox -------------------------------------------------------------------------------------------------------------

-- fragment: append
-- In: happened(event_id uuid, topic text, key text, payload jsonb), %(now)s. Out: said(id).
said as (
    insert into outbox (event_id, topic, key, payload, occurred_at)
    select event_id, topic, key, payload, %(now)s from happened
    returning id
)

-- name: append_all
insert into outbox (event_id, topic, key, payload, occurred_at)
select event_id, topic, key, payload::jsonb, occurred_at
from unnest(
    %(event_ids)s::uuid[], %(topics)s::text[], %(keys)s::text[], %(payloads)s::text[], %(occurred_at)s::timestamptz[]
) as event (event_id, topic, key, payload, occurred_at)

-- relaying -----------------------------------------------------------------------------------------------------------

-- name: relay
-- Taken by state: a row that is here was not relayed. Never by "ids above the last one": ids commit out of order, and
-- what commits late with a low id would be passed over. The next position continues from the last row of the topic,
-- which trimming leaves standing; two relays that overlap meet at the log's key, and the second one does nothing.
with taken as (
    delete from outbox
    where id in (
        select id from outbox order by topic <> %(first_topic)s, id limit %(limit)s for update skip locked
    )
    returning id, event_id, topic, key, payload, occurred_at
),
moved as (
    insert into bus_log (topic, position, event_id, key, payload, occurred_at)
    select topic,
        coalesce(
            (select position from bus_log where bus_log.topic = taken.topic order by position desc limit 1), 0
        ) + row_number() over (partition by topic order by id),
        event_id, key, payload, occurred_at
    from taken
    returning topic
)
select count(*) as moved_count from moved

-- name: outbox_lag
select count(*) as waiting_count, min(occurred_at) as oldest_at from outbox

-- trimming -----------------------------------------------------------------------------------------------------------

-- name: trim
-- The last row stays, whatever its age: positions continue from it.
delete from bus_log
where topic = %(topic)s
    and position in (
        select position from bus_log where topic = %(topic)s order by position limit %(limit)s
    )
    and occurred_at < %(before)s
    and position <= coalesce((select min(position) from bus_subscription where topic = %(topic)s), position)
    and position < (select max(position) from bus_log where topic = %(topic)s)

-- bus ----------------------------------------------------------------------------------------------------------------

-- name: subscribe
insert into bus_subscription (consumer_group, topic, position)
select %(group)s, topic, 0 from unnest(%(topics)s::text[]) as wanted (topic)
order by topic
on conflict do nothing

-- name: unsubscribe
delete from bus_subscription where consumer_group = %(group)s

-- name: take_subscription
-- Another consumer of the group that is at work holds the row; it is passed over, not waited for.
select position from bus_subscription
where consumer_group = %(group)s and topic = %(topic)s
for update skip locked

-- name: read_log
select position, event_id, payload, occurred_at
from bus_log
where topic = %(topic)s and position > %(position)s
order by position
limit %(limit)s

-- name: ends
select wanted.topic, coalesce(
        (select max(position) from bus_log where bus_log.topic = wanted.topic), 0
    )::bigint as position
from unnest(%(topics)s::text[]) as wanted (topic)

-- name: follow
-- Positions are dense: one that is missing was trimmed.
select wanted.topic, log.position, log.event_id, log.payload, log.occurred_at
from unnest(%(topics)s::text[], %(positions)s::bigint[]) with ordinality as wanted (topic, position, number)
cross join lateral (
    select position, event_id, payload, occurred_at
    from bus_log
    where bus_log.topic = wanted.topic and bus_log.position > wanted.position
    order by position
    limit %(limit)s
) as log
order by wanted.number, log.position

-- name: move_subscription
update bus_subscription set position = %(position)s where consumer_group = %(group)s and topic = %(topic)s

-- name: first_said
select id from outbox order by id limit 1

-- name: lag
select bus_subscription.topic, bus_subscription.position,
    greatest(coalesce(
        (select max(position) from bus_log where bus_log.topic = bus_subscription.topic), 0
    ) - bus_subscription.position, 0)::bigint as waiting_count
from bus_subscription
where consumer_group = %(group)s
order by topic
