-- participants -------------------------------------------------------------------------------------------------------

-- name: create_participant
-- Returns nothing when the handle is taken; the number drawn for it is then lost, which nobody minds.
insert into system_participant (id, handle, name, picture_url, created_at)
values (-nextval('system_participant_number'), %(handle)s, %(name)s, %(picture_url)s, %(now)s)
on conflict (handle) do nothing
returning id, handle, name, picture_url, revision, created_at

-- name: lock_participant
select revision from system_participant where handle = %(handle)s for update

-- name: change_participant
update system_participant
set name = %(name)s, picture_url = %(picture_url)s, revision = revision + 1
where handle = %(handle)s
returning id, handle, name, picture_url, revision, created_at

-- name: participant
select id, handle, name, picture_url, revision, created_at from system_participant where handle = %(handle)s

-- name: participants
select id, handle, name, picture_url, revision, created_at from system_participant order by handle

-- name: participant_names
select id, name from system_participant where id = any(%(ids)s::bigint[])

-- name: participants_by_id
select id, handle, name, picture_url, revision, created_at from system_participant where id = any(%(ids)s::bigint[])

-- for the engine's statement over a batch ---------------------------------------------------------------------------
-- In: claimed(members bigint[]) of no row or one; %(peer_id)s, %(topic)s, %(topic_name)s, %(now)s.

-- fragment: open_entries
-- In: eligible(id, content_id, opened_at, opening_values); a null `opened_at` refuses the whole statement. Slot: returning,
-- empty or `returning owner_id`. Out: opened, of which to return the rows costs a twentieth of the rate.
-- There is no ON CONFLICT on purpose: it would insert each row speculatively, which costs about a quarter of the rate.
-- When somebody has an entry already the unique key raises, nothing of the batch is kept, and the batch is repeated
-- with the careful statement, which leaves `already_open` out.
opened as (
    insert into entry (
        owner_id, peer_id, topic, content_id, opened_at, last_message_at, topic_name, opening_values
    )
    select id, %(peer_id)s, %(topic)s, content_id, opened_at, %(now)s, %(topic_name)s, opening_values
    from eligible
    {{:returning}}
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

-- fragment: open_counts
-- In: asked(id, kind, members bigint[]) instead of claimed. Out: open_counts(id, kind, open_count): how many of the members
-- have the conversation.
open_counts as (
    select id, kind, (
            select count(*) from entry
            where owner_id = any(asked.members) and peer_id = %(peer_id)s and topic = %(topic)s
        ) as open_count
    from asked
)

-- fragment: blocked
-- Out: blocked(id): who among the members blocked the sender.
blocked as (
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

-- for segments -------------------------------------------------------------------------------------------------------
-- Placed in exists(…) in a condition over people. Slots: `owner`, the number of one of them there; `prefix`, which keeps
-- the parameters of several apart.

-- name: got
select owner_id from entry
where owner_id = {{:owner}} and peer_id = %({{:prefix}}peer_id)s and topic = %({{:prefix}}topic)s

-- name: read
select owner_id from entry
where owner_id = {{:owner}} and peer_id = %({{:prefix}}peer_id)s and topic = %({{:prefix}}topic)s and read_seq >= 0

-- name: answered
select owner_id from entry
where owner_id = {{:owner}} and peer_id = %({{:prefix}}peer_id)s and topic = %({{:prefix}}topic)s
    and answered_at is not null

-- name: blocked_peer
select owner_id from block where owner_id = {{:owner}} and peer_id = %({{:prefix}}peer_id)s

-- conversations ------------------------------------------------------------------------------------------------------

-- name: lock_pairs_shared
-- Held by whoever writes between two participants; a block takes it alone, and so is acknowledged only when no message
-- that began before it is still on its way.
select pg_advisory_xact_lock_shared(hashint8extended(home_id, other_id))
from unnest(%(home_ids)s::bigint[], %(other_ids)s::bigint[]) as pair (home_id, other_id)

-- name: lock_pair
select pg_advisory_xact_lock(hashint8extended(%(home_id)s::bigint, %(other_id)s::bigint))

-- name: conversation
-- The existence check, the same from either side. All three columns of the key stand in it.
select owner_id as home_id, peer_id as other_id, topic, topic_name, content_id, opening_values, opened_at, last_seq
from entry
where owner_id = %(home_id)s and peer_id = %(other_id)s and topic = %(topic)s

-- name: lock_conversations
-- The home's row is a conversation's lock: whoever holds it gives the next number. Locked in the order in which they are
-- named, so that two who lock some of the same do not wait for each other.
select locked.*
from unnest(%(home_ids)s::bigint[], %(other_ids)s::bigint[], %(topics)s::bigint[]) as wanted (home_id, other_id, topic)
cross join lateral (
    select owner_id as home_id, peer_id as other_id, topic, topic_name, content_id, opening_values, opened_at, last_seq
    from entry
    where owner_id = wanted.home_id and peer_id = wanted.other_id and topic = wanted.topic
    for update
) as locked

-- name: begin_entry
-- Number 0 is kept for an opening, which this conversation does not have: nothing is unread yet.
insert into entry (owner_id, peer_id, topic, topic_name, opened_at, last_message_at, last_seq, read_seq)
values (%(owner_id)s, %(peer_id)s, %(topic)s, %(topic_name)s, %(now)s, %(now)s, 0, 0)
on conflict do nothing

-- name: open_entry
insert into entry (
    owner_id, peer_id, topic, topic_name, content_id, opening_values, opened_at, last_message_at
)
values (
    %(owner_id)s, %(peer_id)s, %(topic)s, %(topic_name)s, %(content_id)s, %(opening_values)s, %(now)s, %(now)s
)
on conflict do nothing

-- posting ------------------------------------------------------------------------------------------------------------

-- name: post_messages
-- Messages of as many conversations, and both views of each; the homes' rows are locked by the caller. The other's view is
-- made here when it is a system participant that is written to for the first time. What it sent before is not unread to
-- it.
with said as (
    select *
    from unnest(
        %(home_ids)s::bigint[], %(other_ids)s::bigint[], %(topics)s::bigint[], %(topic_names)s::text[],
        %(opened_at)s::timestamptz[], %(seqs)s::integer[], %(author_ids)s::bigint[], %(bodies)s::text[]
    ) as said (home_id, other_id, topic, topic_name, opened_at, seq, author_id, body)
),
said_messages as (
    insert into message (home_id, other_id, topic, seq, author_id, body, sent_at)
    select home_id, other_id, topic, seq, author_id, body, %(now)s from said
),
home_views as (
    update entry
    set last_seq = said.seq, last_message_at = greatest(last_message_at, %(now)s), archived_at = null,
        archived_by = null,
        read_seq = case when said.author_id = entry.owner_id then said.seq else entry.read_seq end,
        answered_at = case
            when said.author_id = entry.owner_id and content_id is not null then coalesce(answered_at, %(now)s)
            else answered_at
        end
    from said
    where entry.owner_id = said.home_id and entry.peer_id = said.other_id and entry.topic = said.topic
)
insert into entry (owner_id, peer_id, topic, topic_name, opened_at, last_message_at, last_seq, read_seq)
select other_id, home_id, topic, topic_name, opened_at, %(now)s, seq,
    case when author_id = other_id then seq else seq - 1 end
from said
where author_id = home_id or exists (
    select from entry where owner_id = said.other_id and peer_id = said.home_id and topic = said.topic
)
on conflict (owner_id, peer_id, topic) do update
set last_seq = excluded.last_seq, last_message_at = greatest(entry.last_message_at, excluded.last_message_at),
    archived_at = null, archived_by = null,
    read_seq = case when excluded.read_seq = excluded.last_seq then excluded.last_seq else entry.read_seq end

-- reading ------------------------------------------------------------------------------------------------------------

-- name: read_entry
-- Never back, and never further than there is something to read.
update entry
set read_seq = least(%(seq)s, last_seq)
where owner_id = %(owner_id)s and peer_id = %(peer_id)s and topic = %(topic)s and read_seq < least(%(seq)s, last_seq)
returning read_seq

-- name: own_entry
select read_seq, last_seq, archived_at from entry
where owner_id = %(owner_id)s and peer_id = %(peer_id)s and topic = %(topic)s

-- name: unread_total
select count(*) as conversation_count, coalesce(sum(last_seq - read_seq), 0)::bigint as message_count
from entry
where owner_id = %(owner_id)s and archived_at is null and read_seq < last_seq

-- timeline -----------------------------------------------------------------------------------------------------------

-- name: inbox
-- A person has hundreds of entries, which lie together under the key's first column: sorting them is cheaper than an
-- index that every message of a campaign would have to write.
select listed.*, message.author_id as last_author_id, message.body as last_body,
    coalesce(others.read_seq, listed.last_seq) as others_read_seq
from (
    select owner_id, peer_id, topic, topic_name, content_id, opening_values, opened_at, last_message_at, archived_at,
        archived_by, answered_at, last_seq, read_seq
    from entry
    where owner_id = %(owner_id)s and (archived_at is not null) = %(is_archived)s
        and (content_id is not null or last_seq > 0)
        and (%(is_opening)s::boolean is null or (content_id is not null and answered_at is null) = %(is_opening)s)
        and (last_message_at, peer_id, topic) < (%(before_at)s, %(before_peer_id)s, %(before_topic)s)
    order by last_message_at desc, peer_id desc, topic desc
    limit %(limit)s
) as listed
left join message on message.home_id = case
        when (listed.owner_id > 0) = (listed.peer_id > 0) then least(listed.owner_id, listed.peer_id)
        else greatest(listed.owner_id, listed.peer_id)
    end
    and message.other_id = case
        when (listed.owner_id > 0) = (listed.peer_id > 0) then greatest(listed.owner_id, listed.peer_id)
        else least(listed.owner_id, listed.peer_id)
    end
    and message.topic = listed.topic and message.seq = listed.last_seq
left join entry as others on others.owner_id = listed.peer_id and others.peer_id = listed.owner_id
    and others.topic = listed.topic
order by listed.last_message_at desc, listed.peer_id desc, listed.topic desc

-- name: system_inbox
-- A sender may have millions of talks: this one walks the index of talks, and `last_message_at <=` gives it its start.
-- Somebody wrote to whoever has a view, but for the home of two system participants, which may have begun by itself.
-- Not `exists`, for which all messages might be hashed.
select listed.*, message.author_id as last_author_id, message.body as last_body,
    coalesce(others.read_seq, listed.last_seq) as others_read_seq
from (
    select owner_id, peer_id, topic, topic_name, content_id, opening_values, opened_at, last_message_at, archived_at,
        archived_by, answered_at, last_seq, read_seq
    from entry
    where owner_id = %(owner_id)s and (archived_at is not null) = %(is_archived)s and last_seq > 0
        and last_message_at <= %(before_at)s
        and (peer_id > 0 or peer_id < owner_id or (
            select true from message
            where home_id = entry.owner_id and other_id = entry.peer_id and message.topic = entry.topic
                and author_id = entry.peer_id
            limit 1
        ))
        and (last_message_at, peer_id, topic) < (%(before_at)s, %(before_peer_id)s, %(before_topic)s)
    order by last_message_at desc, peer_id desc, topic desc
    limit %(limit)s
) as listed
left join message on message.home_id = case
        when (listed.owner_id > 0) = (listed.peer_id > 0) then least(listed.owner_id, listed.peer_id)
        else greatest(listed.owner_id, listed.peer_id)
    end
    and message.other_id = case
        when (listed.owner_id > 0) = (listed.peer_id > 0) then greatest(listed.owner_id, listed.peer_id)
        else least(listed.owner_id, listed.peer_id)
    end
    and message.topic = listed.topic and message.seq = listed.last_seq
left join entry as others on others.owner_id = listed.peer_id and others.peer_id = listed.owner_id
    and others.topic = listed.topic
order by listed.last_message_at desc, listed.peer_id desc, listed.topic desc

-- name: lines
-- Conversations by their keys, each as `inbox` has it, with when its last message was sent.
select entry.owner_id, entry.peer_id, entry.topic, entry.topic_name, entry.content_id, entry.opening_values,
    entry.opened_at, entry.last_message_at, entry.archived_at, entry.archived_by, entry.answered_at, entry.last_seq,
    entry.read_seq, message.author_id as last_author_id, message.body as last_body, message.sent_at as last_sent_at,
    coalesce(others.read_seq, entry.last_seq) as others_read_seq
from unnest(%(owner_ids)s::bigint[], %(peer_ids)s::bigint[], %(topics)s::bigint[]) as wanted (owner_id, peer_id, topic)
join entry on entry.owner_id = wanted.owner_id and entry.peer_id = wanted.peer_id and entry.topic = wanted.topic
left join message on message.home_id = case
        when (entry.owner_id > 0) = (entry.peer_id > 0) then least(entry.owner_id, entry.peer_id)
        else greatest(entry.owner_id, entry.peer_id)
    end
    and message.other_id = case
        when (entry.owner_id > 0) = (entry.peer_id > 0) then greatest(entry.owner_id, entry.peer_id)
        else least(entry.owner_id, entry.peer_id)
    end
    and message.topic = entry.topic and message.seq = entry.last_seq
left join entry as others on others.owner_id = entry.peer_id and others.peer_id = entry.owner_id
    and others.topic = entry.topic
where entry.content_id is not null or entry.last_seq > 0

-- name: unread_totals
select owner_id, count(*) as conversation_count, sum(last_seq - read_seq)::bigint as message_count
from entry
where owner_id = any(%(owner_ids)s::bigint[]) and archived_at is null and read_seq < last_seq
group by owner_id

-- name: others_read_seq
-- Whoever has no view was never written to, and so has nothing to read.
select coalesce(
    (
        select read_seq from entry
        where owner_id = %(peer_id)s and peer_id = %(owner_id)s and topic = %(topic)s
    ),
    (
        select last_seq from entry
        where owner_id = %(owner_id)s and peer_id = %(peer_id)s and topic = %(topic)s
    )
) as others_read_seq

-- name: openings
select topic_name, opened_at, read_seq >= 0 as is_read, answered_at, archived_at
from entry
where owner_id = %(owner_id)s and content_id is not null and starts_with(topic_name, %(kind)s)

-- name: messages
select seq, author_id, body, sent_at
from message
where home_id = %(home_id)s and other_id = %(other_id)s and topic = %(topic)s and seq < %(before)s
order by seq desc
limit %(limit)s

-- answers ------------------------------------------------------------------------------------------------------------
-- A system participant's own view exists only where somebody wrote to it.

-- name: answers_about_kind
-- The latest of each sender by its index of talks, and of these the latest.
select answered.owner_id, answered.peer_id, answered.topic, answered.topic_name, answered.last_message_at,
    answered.is_waiting, message.author_id as last_author_id, message.body as last_body
from (
    select latest.*
    from unnest(%(owner_ids)s::bigint[]) as sender (id)
    cross join lateral (
        select owner_id, peer_id, topic, topic_name, last_message_at, read_seq < last_seq as is_waiting, last_seq
        from entry
        where owner_id = sender.id and last_seq > 0 and starts_with(topic_name, %(kind)s) and peer_id > 0
            and last_message_at <= %(before_at)s
            and (last_message_at, peer_id, topic) < (%(before_at)s, %(before_peer_id)s, %(before_topic)s)
            and (not %(is_waiting)s or read_seq < last_seq)
        order by last_message_at desc, peer_id desc, topic desc
        limit %(limit)s
    ) as latest
    order by last_message_at desc, peer_id desc, topic desc
    limit %(limit)s
) as answered
join message on message.home_id = answered.peer_id and message.other_id = answered.owner_id
    and message.topic = answered.topic and message.seq = answered.last_seq
order by last_message_at desc, peer_id desc, answered.topic desc

-- name: answers_about_topic
-- By the index of talks about a topic, so that those of other campaigns are not looked through.
select answered.owner_id, answered.peer_id, answered.topic, answered.topic_name, answered.last_message_at,
    answered.is_waiting, message.author_id as last_author_id, message.body as last_body
from (
    select owner_id, peer_id, topic, topic_name, last_message_at, read_seq < last_seq as is_waiting, last_seq
    from entry
    where owner_id = %(owner_id)s and owner_id < 0 and topic = %(topic)s and last_seq > 0 and peer_id > 0
        and last_message_at <= %(before_at)s
        and (last_message_at, peer_id, topic) < (%(before_at)s, %(before_peer_id)s, %(before_topic)s)
        and (not %(is_waiting)s or read_seq < last_seq)
    order by last_message_at desc, peer_id desc
    limit %(limit)s
) as answered
join message on message.home_id = answered.peer_id and message.other_id = answered.owner_id
    and message.topic = answered.topic and message.seq = answered.last_seq
order by last_message_at desc, peer_id desc

-- name: count_waiting
-- Of the latest ones, so that it costs the same for whoever was written to for years.
select count(*) filter (where is_waiting) as count
from unnest(%(owner_ids)s::bigint[]) as sender (id)
cross join lateral (
    select read_seq < last_seq as is_waiting
    from entry
    where owner_id = sender.id and last_seq > 0 and starts_with(topic_name, %(kind)s)
    order by last_message_at desc
    limit %(most)s
) as latest

-- name: count_waiting_about
select count(*) filter (where is_waiting) as count
from (
    select read_seq < last_seq as is_waiting
    from entry
    where owner_id = %(owner_id)s and owner_id < 0 and topic = %(topic)s and last_seq > 0
    order by last_message_at desc
    limit %(most)s
) as latest

-- archiving ----------------------------------------------------------------------------------------------------------

-- name: archive_own
-- A person's own archiving also takes over one that a campaign did: its undo then leaves the conversation away.
update entry
set archived_at = coalesce(archived_at, %(now)s), archived_by = null
where owner_id = %(owner_id)s and peer_id = %(peer_id)s and topic = %(topic)s
returning owner_id

-- name: unarchive_own
update entry
set archived_at = null, archived_by = null
where owner_id = %(owner_id)s and peer_id = %(peer_id)s and topic = %(topic)s
returning owner_id

-- blocking -----------------------------------------------------------------------------------------------------------

-- name: block
insert into block (owner_id, peer_id, blocked_at) values (%(owner_id)s, %(peer_id)s, %(now)s)
on conflict do nothing

-- name: unblock
delete from block where owner_id = %(owner_id)s and peer_id = %(peer_id)s

-- name: blocks_between
select pair.home_id, pair.other_id, blocked.owner_id
from unnest(%(home_ids)s::bigint[], %(other_ids)s::bigint[]) as pair (home_id, other_id)
cross join lateral (
    select owner_id from block
    where (owner_id = pair.home_id and peer_id = pair.other_id) or (owner_id = pair.other_id and peer_id = pair.home_id)
) as blocked

-- name: blocked_by
select peer_id, blocked_at from block where owner_id = %(owner_id)s order by blocked_at, peer_id

-- erasing ------------------------------------------------------------------------------------------------------------

-- name: blank_openings
update entry set opening_values = null where owner_id = %(person_id)s and opening_values is not null

-- name: blank_messages
-- Found by the person's entries, so that it costs what the person has and not what the table has. What a system
-- participant wrote to the person goes too: it speaks of nobody else. What other people wrote is theirs.
update message set body = ''
from entry
where entry.owner_id = %(person_id)s
    and message.home_id = case
        when entry.peer_id < 0 then %(person_id)s else least(%(person_id)s, entry.peer_id)
    end
    and message.other_id = case
        when entry.peer_id < 0 then entry.peer_id else greatest(%(person_id)s, entry.peer_id)
    end
    and message.topic = entry.topic
    and (message.author_id = %(person_id)s or message.author_id < 0)
    and message.body <> ''

-- name: blank_reports
-- As with messages: what the person wrote, and what a system participant wrote of the person.
update report set reason = ''
where (owner_id = %(person_id)s or owner_id < 0 and peer_id = %(person_id)s) and reason <> ''

-- reporting ----------------------------------------------------------------------------------------------------------

-- name: report
insert into report (owner_id, peer_id, topic, topic_name, reason, reported_at)
values (%(owner_id)s, %(peer_id)s, %(topic)s, %(topic_name)s, %(reason)s, %(now)s)
on conflict (owner_id, peer_id, topic) do update
set id = default, reason = excluded.reason, reported_at = excluded.reported_at, closed_at = null, closed_by = null

-- name: reports
select id, owner_id, peer_id, topic_name, reason, reported_at, closed_at, closed_by
from report
where id < %(before)s and (%(is_open)s::boolean is null or (closed_at is null) = %(is_open)s)
order by id desc
limit %(limit)s

-- name: close_report
update report set closed_at = coalesce(closed_at, %(now)s), closed_by = coalesce(closed_by, %(who)s)
where id = %(report_id)s
returning id, owner_id, peer_id, topic_name, reason, reported_at, closed_at, closed_by

-- name: reports_of_owner
select peer_id, topic_name, reason, reported_at from report where owner_id = %(owner_id)s order by reported_at, peer_id

-- exporting ----------------------------------------------------------------------------------------------------------
-- By keyset, in the order of the key of entries: a page costs what it holds.

-- name: all_entries
select owner_id, peer_id, topic, topic_name, content_id, opening_values, opened_at, last_message_at, archived_at,
    archived_by, answered_at, last_seq, read_seq, null::bigint as last_author_id, null as last_body
from entry
where owner_id = %(owner_id)s and (peer_id, topic) > (%(after_peer_id)s, %(after_topic)s)
order by peer_id, topic
limit %(limit)s

-- name: all_messages
-- The last message seen stands in the condition of the inner index: a page deep inside a long conversation begins there,
-- and takes no more of any conversation than fits on it.
select entry.peer_id, entry.topic, said.seq, said.author_id, said.body, said.sent_at
from entry
cross join lateral (
    select seq, author_id, body, sent_at
    from message
    where message.home_id = case
            when (owner_id > 0) = (peer_id > 0) then least(owner_id, peer_id) else greatest(owner_id, peer_id)
        end
        and message.other_id = case
            when (owner_id > 0) = (peer_id > 0) then greatest(owner_id, peer_id) else least(owner_id, peer_id)
        end
        and message.topic = entry.topic
        and message.seq > case
            when (entry.peer_id, entry.topic) = (%(after_peer_id)s, %(after_topic)s) then %(after_seq)s::integer
            else -1
        end
    order by seq
    limit %(limit)s
) as said
where entry.owner_id = %(owner_id)s and (entry.peer_id, entry.topic) >= (%(after_peer_id)s, %(after_topic)s)
order by entry.peer_id, entry.topic, said.seq
limit %(limit)s
