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

-- relaying to Kafka ---------------------------------------------------------------------------------------------------

-- name: any_unnumbered
select id from outbox where topic = %(topic)s and position is null order by id limit 1

-- name: lock_numbers
-- One at a time gives numbers. They grow with real time as well, so that a database that was made anew, or restored,
-- beside topics that are older gives none that was given before.
insert into bus_position (topic, position) values (%(topic)s, %(at_least)s)
on conflict (topic) do update set position = greatest(bus_position.position, excluded.position)

-- name: number_outbox
-- By state, like `relay`. A number that was given stays with its event, whoever produces it how often.
with next as (
    select id, row_number() over (order by id) as place
    from (
        select id from outbox
        where topic = %(topic)s and position is null
        order by id
        limit %(limit)s
        for update skip locked
    ) as waiting
),
moved as (
    update bus_position set position = position + (select count(*) from next)
    where topic = %(topic)s
    returning position
)
update outbox set position = moved.position - (select count(*) from next) + next.place
from next cross join moved
where outbox.id = next.id

-- name: numbered
select id, topic, position, event_id, key, payload, occurred_at
from outbox
where topic = %(topic)s and position is not null
order by position
limit %(limit)s

-- name: any_numbered
select id from outbox where position is not null limit 1

-- fragment: places
-- Out: places(consumer_group, topic, partition, waiting_count): where each group is in each partition of the topics that
-- it reads, partitions that it never saw too.
places as (
    select read.consumer_group, bus_end.topic, bus_end.partition,
        case when bus_end.position <= coalesce(place.position, 0) then 0
            else greatest(bus_end.next_offset - coalesce(place.next_offset, 0), 1)
        end as waiting_count
    from (
        select consumer_group, topic from bus_subscription
        union
        select consumer_group, topic from bus_partition
    ) as read
    join bus_end on bus_end.topic = read.topic
    left join bus_partition as place on place.consumer_group = read.consumer_group
        and place.topic = bus_end.topic and place.partition = bus_end.partition
)

-- name: groups_behind
with {{events/places}}
select distinct consumer_group, topic from places where waiting_count > 0 order by consumer_group, topic

-- name: forget_outbox
delete from outbox where id = any(%(ids)s::bigint[])

-- name: park_outbox
with refused as (
    delete from outbox
    using unnest(%(ids)s::bigint[], %(reasons)s::text[]) as given (id, reason)
    where outbox.id = given.id
    returning outbox.*, given.reason
)
insert into parked (topic, place, event_id, key, payload, reason, occurred_at, parked_at)
select topic, position, event_id, key, payload, reason, occurred_at, %(now)s from refused

-- name: note_ends
insert into bus_end (topic, partition, position, next_offset)
select topic, partition, position, next_offset
from unnest(
    %(topics)s::text[], %(partitions)s::int[], %(positions)s::bigint[], %(next_offsets)s::bigint[]
) as ended (topic, partition, position, next_offset)
on conflict (topic, partition) do update
set position = greatest(bus_end.position, excluded.position), next_offset = excluded.next_offset

-- name: parked
select id, topic, partition, place, event_id, key, reason, parked_at from parked order by id

-- name: replay
with dropped as (delete from parked where id = any(%(ids)s::bigint[]) returning *)
insert into outbox (event_id, topic, key, payload, occurred_at)
select event_id, topic, key, payload, coalesce(occurred_at, %(now)s) from dropped where payload is not null order by id

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
with places as (delete from bus_partition where consumer_group = %(group)s)
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

-- name: enter_partition
insert into bus_partition (consumer_group, topic, partition) values (%(group)s, %(topic)s, %(partition)s)
on conflict (consumer_group, topic, partition) do update set position = bus_partition.position
returning position, next_offset

-- name: take_partition
-- As `take_subscription`. No record has a number that was not given yet.
select position, next_offset,
    coalesce((select bus_position.position from bus_position where bus_position.topic = bus_partition.topic), 0) as given
from bus_partition
where consumer_group = %(group)s and topic = %(topic)s and partition = %(partition)s
for update skip locked

-- name: move_partition
update bus_partition set position = %(position)s, next_offset = %(next_offset)s
where consumer_group = %(group)s and topic = %(topic)s and partition = %(partition)s

-- name: park_record
insert into parked (topic, partition, place, value, reason, parked_at)
values (%(topic)s, %(partition)s, %(place)s, %(value)s, %(reason)s, %(now)s)
on conflict do nothing

-- name: lag_by_partition
with {{events/places}}
select consumer_group, topic, partition, waiting_count from places order by consumer_group, topic, partition

-- name: partition_lag
with {{events/places}}
select topic, sum(waiting_count)::bigint as waiting_count
from places
where consumer_group = %(group)s
group by topic

-- name: close_ranks
-- Everything that has a number was handled by every group: wherever a copy of it comes now, it is one.
insert into bus_partition (consumer_group, topic, partition, position)
select read.consumer_group, bus_position.topic, partition, bus_position.position
from (select distinct consumer_group, topic from bus_partition) as read
join bus_position on bus_position.topic = read.topic
cross join generate_series(0, %(partitions)s::int - 1) as partition
where bus_position.topic = %(topic)s
on conflict (consumer_group, topic, partition) do update
set position = greatest(bus_partition.position, excluded.position)

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
