-- participants -------------------------------------------------------------------------------------------------------

-- name: create_participant
-- Returns nothing when the handle is taken; the number drawn for it is then lost, which nobody minds.
insert into system_participant (id, handle, name, picture_url, created_at)
values (-nextval('system_participant_number'), %(handle)s, %(name)s, %(picture_url)s, %(now)s)
on conflict (handle) do nothing
returning id, handle, name, picture_url, created_at

-- name: participant
select id, handle, name, picture_url, created_at from system_participant where handle = %(handle)s

-- name: participants
select id, handle, name, picture_url, created_at from system_participant order by handle

-- name: participant_names
select id, name from system_participant where id = any(%(ids)s::bigint[])

-- for the engine's statement over a batch ---------------------------------------------------------------------------
-- In: claimed(members bigint[]) of no row or one; %(peer_id)s, %(topic)s, %(topic_name)s, %(now)s.

-- fragment: open_entries
-- In: eligible(id, content_id, opening_values). Out: opened(owner_id).
-- There is no ON CONFLICT on purpose: it would insert each row speculatively, which costs about a quarter of the rate.
-- When somebody has an entry already the unique key raises, nothing of the batch is kept, and the batch is repeated
-- with the careful statement, which leaves `already_open` out.
opened as (
    insert into entry (
        owner_id, peer_id, topic, content_id, opened_at, last_message_at, topic_name, opening_values
    )
    select id, %(peer_id)s, %(topic)s, content_id, %(now)s, %(now)s, %(topic_name)s, opening_values
    from eligible
    returning owner_id
)

-- fragment: already_open
-- Out: already_open(id). Every column of the key stands in the condition: a probe costs the same for a sender with ten
-- conversations as for one with ten million. An array, not a join with unnest(): the join is planned without
-- statistics, and badly.
already_open as materialized (
    select owner_id as id
    from entry
    where owner_id = any((select members from claimed)::bigint[]) and peer_id = %(peer_id)s and topic = %(topic)s
)

-- fragment: blocked
-- Out: blocked(id): who among the members blocked the sender.
blocked as materialized (
    select owner_id as id
    from block
    where owner_id = any((select members from claimed)::bigint[]) and peer_id = %(peer_id)s
)

-- fragment: archive_entries
-- In: %(archived_by)s. Out: changed(owner_id). What its owner archived or answered stays as it is.
changed as (
    update entry
    set archived_at = %(now)s, archived_by = %(archived_by)s
    where owner_id = any((select members from claimed)::bigint[]) and peer_id = %(peer_id)s and topic = %(topic)s
        and archived_at is null and answered_at is null
    returning owner_id
)

-- fragment: unarchive_entries
-- In: %(archived_by)s. Out: changed(owner_id). Takes back only what this archiver did, never a person's own archiving.
changed as (
    update entry
    set archived_at = null, archived_by = null
    where owner_id = any((select members from claimed)::bigint[]) and peer_id = %(peer_id)s and topic = %(topic)s
        and archived_by = %(archived_by)s
    returning owner_id
)

-- fragment: recount
-- In: %(members)s, %(peer_id)s, %(topic)s. Out: present(id, content_id, archived_at, archived_by, answered_at,
-- read_seq, opened_at): what is really there for these members, for checking what the books say.
present as (
    select owner_id as id, content_id, archived_at, archived_by, answered_at, read_seq, opened_at
    from entry
    where owner_id = any(%(members)s::bigint[]) and peer_id = %(peer_id)s and topic = %(topic)s
)

-- for segments -------------------------------------------------------------------------------------------------------
-- Placed in exists(…) over a person; the slot keeps the parameters of several apart.

-- name: got
select owner_id from entry
where owner_id = person.id and peer_id = %({{:prefix}}peer_id)s and topic = %({{:prefix}}topic)s

-- name: read
select owner_id from entry
where owner_id = person.id and peer_id = %({{:prefix}}peer_id)s and topic = %({{:prefix}}topic)s and read_seq >= 0

-- name: answered
select owner_id from entry
where owner_id = person.id and peer_id = %({{:prefix}}peer_id)s and topic = %({{:prefix}}topic)s
    and answered_at is not null
