-- connections --------------------------------------------------------------------------------------------------------

-- name: set_for_session
select set_config(%(name)s, %(value)s, false)

-- name: one_snapshot
-- First in a transaction that reads a campaign page by page while it is sent.
set transaction isolation level repeatable read, read only

-- planning -----------------------------------------------------------------------------------------------------------

-- name: begin_plan
insert into plan (task_id, basis, window_of_zone, member_count, planned_at)
values (%(task_id)s, %(basis)s, %(window_of_zone)s, 0, %(now)s)

-- name: freeze_members
-- One pass over the people: sorted once by window and id, numbered, cut. Members of a batch are ascending, so a sender
-- touches neighbouring pages. Tried: one array a window sliced afterwards (same time, four times the memory).
with {{audience/audience_members}},
numbered as (
    select id, window_number, (row_number() over (partition by window_number order by id) - 1) / %(size)s as part
    from (
        select id, coalesce((%(window_of_zone)s::smallint[])[zone_id + 1], (%(window_of_zone)s::smallint[])[1])
            as window_number
        from audience_members
    ) placed
)
insert into batch (task_id, window_number, member_count, members)
select %(task_id)s, window_number, count(*), array_agg(id order by id)
from numbered
group by window_number, part
order by window_number, part

-- name: end_plan
update plan set member_count = (select coalesce(sum(member_count), 0) from batch where task_id = %(task_id)s)
where task_id = %(task_id)s
returning member_count

-- name: plan
select task_id, window_of_zone, member_count, planned_at from plan where task_id = %(task_id)s

-- name: lock_plan
select task_id, window_of_zone from plan where task_id = %(task_id)s for update

-- name: save_plan
update plan set basis = %(basis)s, window_of_zone = %(window_of_zone)s where task_id = %(task_id)s

-- name: save_window
insert into send_window (task_id, number, zone_ids, opens_at, closes_at, verdict)
values (%(task_id)s, %(number)s, %(zone_ids)s, %(opens_at)s, %(closes_at)s, %(verdict)s)
on conflict (task_id, number) do update
set zone_ids = excluded.zone_ids, opens_at = excluded.opens_at, closes_at = excluded.closes_at,
    verdict = excluded.verdict

-- name: refreshable
-- Whether windows are to be computed anew: asked several times a second.
with {{campaigns/timing}}
select plan.basis <> timing.basis as is_outdated,
    exists (
        select from send_window
        where send_window.task_id = %(task_id)s and closes_at <= %(now)s and exists (
                select from batch where batch.task_id = %(task_id)s and window_number = number and state = 'ready'
            )
    ) as has_closed
from plan, timing
where plan.task_id = %(task_id)s

-- name: windows
select number, zone_ids, opens_at, closes_at, verdict,
    (select coalesce(sum(member_count - position), 0)::bigint from batch
     where task_id = %(task_id)s and window_number = number and state = 'ready') as waiting_count
from send_window
where task_id = %(task_id)s
order by opens_at, number

-- name: move_elsewhere
-- Some batches of one window: members whose turn has not come and whose zone belongs to another window leave them for
-- new batches of that one.
with page as materialized (
    select id, position, members from batch
    where task_id = %(task_id)s and window_number = %(window_number)s and state = 'ready' and id > %(after)s
    order by id
    limit %(limit)s
    for update
),
rest as materialized (
    select member.id, page.id as batch_id
    from page cross join lateral unnest(page.members) with ordinality as member (id, place)
    where member.place > page.position
),
{{audience/stragglers}},
moving as materialized (
    select rest.id, rest.batch_id, placed.window_number
    from rest
    join (
        select id, coalesce(
                ((select window_of_zone from plan where plan.task_id = %(task_id)s))[zone_id + 1],
                ((select window_of_zone from plan where plan.task_id = %(task_id)s))[1]
            ) as window_number
        from stragglers
    ) as placed on placed.id = rest.id
    where placed.window_number <> %(window_number)s
),
left_by as (
    select batch_id, count(*)::int as moved_count, array_agg(id) as moved from moving group by batch_id
),
shortened as (
    update batch
    set member_count = batch.member_count - moved_count,
        members = array(select id from unnest(batch.members) as member (id) where id <> all(moved) order by id),
        state = case when batch.position = batch.member_count - moved_count then 'done' else 'ready' end,
        ended_at = case when batch.position = batch.member_count - moved_count then %(now)s::timestamptz end
    from left_by
    where batch.task_id = %(task_id)s and batch.id = left_by.batch_id
),
placed as (
    insert into batch (task_id, window_number, member_count, members)
    select %(task_id)s, window_number, count(*), array_agg(id order by id)
    from (
        select id, window_number, (row_number() over (partition by window_number order by id) - 1) / %(size)s as part
        from moving
    ) as cut
    group by window_number, part
    order by window_number, part
)
select max(id) as last_id, (select count(*) from moving)::int as moved_count from page

-- sending ------------------------------------------------------------------------------------------------------------

-- name: open_windows
-- Where a sender finds work: windows that are open now and have a batch left.
select number, verdict
from send_window
where task_id = %(task_id)s and opens_at <= %(now)s and closes_at > %(gate_closes_at)s
    and exists (
        select from batch where task_id = %(task_id)s and window_number = number and state = 'ready'
    )
order by closes_at, number

-- fragment: claimed
-- The gate stands in the claim: a statement that begins when the window is closed or has another verdict than the
-- caller saw, when the task is not running, or when a deadline or quiet hours changed and no planner saw it yet, claims
-- nothing. The array is cut by position, so a batch larger than the allowance is sent in parts. The server's clock is
-- asked once more whether the allowance still holds: the asking process may have been stopped since it looked. `from_id` is
-- where this sender claimed last: without it every claim would step over all batches that ended before.
claimed as materialized (
    select batch.id, batch.position, batch.member_count,
        batch.members[batch.position + 1 : batch.position + %(take)s] as members
    from batch
    where batch.task_id = %(task_id)s and batch.window_number = %(window_number)s and batch.state = 'ready'
        and batch.id >= %(from_id)s
        and exists (select from task_running) and clock_timestamp() < %(valid_until)s
        and exists (
            select from plan join timing on timing.basis = plan.basis where plan.task_id = %(task_id)s
        )
        and exists (
            select from send_window
            where task_id = %(task_id)s and number = %(window_number)s
                and opens_at <= %(now)s and closes_at > %(gate_closes_at)s and verdict is not distinct from %(verdict)s
        )
    order by batch.id
    limit 1
    for update of batch skip locked
)

-- fragment: refused
-- Slots: already_open and excluded_by_list, for the reasons that few campaigns need. Out: refused(id, outcome): whoever is
-- refused by a row of another table, each once, by the first reason in this order.
refused as materialized (
    select distinct on (id) id, outcome
    from (
        {{:already_open}}
        {{:excluded_by_list}}
        select id, 3, 'skipped.opted_out' from opted_out
        union all
        select id, 4, 'skipped.blocked' from blocked
    ) as reasons (id, rank, outcome)
    order by id, rank
)

-- fragment: addressed
-- Out: addressed(id, content_id, opening_values, is_as_planned): whoever is not refused, by what their own row says as it
-- is read inside the INSERT: not erased, not excluded by rule, in a zone of this window. `not in` over the materialised
-- few is a hashed subplan: an anti join is planned badly without statistics.
addressed as (
    select id, {{:content_id}} as content_id, opening_values,
        erased_at is null and not is_excluded and (
            (select only_window = %(window_number)s from plan where plan.task_id = %(task_id)s)
            or coalesce(
                ((select window_of_zone from plan where plan.task_id = %(task_id)s))[zone_id + 1],
                ((select window_of_zone from plan where plan.task_id = %(task_id)s))[1]
            ) = %(window_number)s
        ) as is_as_planned
    from addressees
    where id not in (select id from refused)
)

-- fragment: walked
-- In: tally(id, taken_count, done_count, left_out_count). Everything here is computed from `batch` and not from what was
-- claimed: when another sender took a part of the batch since the snapshot, PostgreSQL first tries the row as the snapshot
-- shows it, CHECK constraints included, and only then looks at the newer one that was locked. Both rows must be possible.
-- The batch is named by a scalar, not joined: a join is planned as a walk over all batches of the task.
walked as (
    update batch
    set position = batch.position + tally.taken_count,
        done_count = batch.done_count + tally.done_count,
        left_out_count = batch.left_out_count + tally.left_out_count,
        state = case when batch.position + tally.taken_count >= batch.member_count then 'done' else 'ready' end,
        ended_at = case
            when batch.position + tally.taken_count >= batch.member_count then %(now)s::timestamptz
        end
    from tally
    where batch.task_id = %(task_id)s and batch.id = (select id from claimed)
)

-- fragment: walked_and_moved
-- In: tally with moved_count besides; judged(id, outcome, window_number). As `walked`, and whoever has no outcome leaves for
-- a batch of their window.
moved as (
    insert into batch (task_id, window_number, member_count, members)
    select %(task_id)s, window_number, count(*), array_agg(id order by id)
    from judged where outcome is null
    group by window_number
),
walked as (
    update batch
    set position = batch.position + tally.taken_count - tally.moved_count,
        done_count = batch.done_count + tally.done_count,
        left_out_count = batch.left_out_count + tally.left_out_count,
        member_count = batch.member_count - tally.moved_count,
        members = case when tally.moved_count = 0 then batch.members else array(
            select id from unnest(batch.members) as member (id)
            where id not in (select id from judged where outcome is null)
            order by id
        ) end,
        state = case when batch.position + tally.taken_count >= batch.member_count then 'done' else 'ready' end,
        ended_at = case
            when batch.position + tally.taken_count >= batch.member_count then %(now)s::timestamptz
        end
    from tally
    where batch.task_id = %(task_id)s and batch.id = (select id from claimed)
)

-- fragment: happened
-- In: tally(id, position, done_count, left_out_count), %(event_type)s. Out: happened, as events/append takes it.
happened as (
    select gen_random_uuid() as event_id, 'batches' as topic, %(campaign_id)s::text as key,
        jsonb_build_object(
            'type', %(event_type)s::text, 'campaign_id', %(campaign_id)s::bigint, 'task_id', %(task_id)s::bigint,
            'batch_id', id, 'from', position, 'done_count', done_count, 'left_out_count', left_out_count
        ) as payload
    from tally
)

-- name: send_batch
-- A whole batch in one statement: no client round trip lies between the first row and the commit. It believes that
-- whoever is not refused is as planned and can be written to, and counts them by that belief. When that is not so
-- (somebody was erased since planning, moved to a zone of another window, or has the conversation already), a constraint
-- refuses the whole statement, an `opened_at` that is null or the entry's key; nothing of it is kept, and the batch is
-- sent by the next statement. To look for those few here costs a tenth of the rate.
with {{campaigns/task_running}},
{{campaigns/timing}},
{{delivery/claimed}},
{{audience/opted_out}},
{{:excluded_by_list_fragment}}
{{chat/blocked}},
{{delivery/refused}},
{{audience/addressees}},
{{delivery/addressed}},
eligible as (
    select id, content_id, case when is_as_planned then %(now)s::timestamptz end as opened_at, opening_values
    from addressed
),
{{chat/open_entries}},
left_out as (
    insert into ledger (person_id, campaign_id, outcome, decided_at)
    select id, %(campaign_id)s, outcome, %(now)s from refused
),
tally as materialized (
    select claimed.id, claimed.position, cardinality(claimed.members) as taken_count,
        cardinality(claimed.members) - refused_count as done_count, refused_count as left_out_count
    from claimed, (select count(*)::int as refused_count from refused) as turned_away
),
{{delivery/walked}},
{{delivery/happened}},
{{events/append}}
select id as batch_id, done_count, left_out_count, 0 as moved_count from tally

-- name: send_batch_with_care
-- As above, for the batches of which something is to be expected. Whoever has neither an entry nor a refusal (`rest`) is
-- looked at again: left out with a reason, or moved to a batch of the right window.
with {{campaigns/task_running}},
{{campaigns/timing}},
{{delivery/claimed}},
{{audience/opted_out}},
{{:excluded_by_list_fragment}}
{{chat/blocked}},
{{:already_open_fragment}}
{{delivery/refused}},
{{audience/addressees}},
{{delivery/addressed}},
eligible as (
    select id, content_id, %(now)s::timestamptz as opened_at, opening_values from addressed where is_as_planned
),
{{chat/open_entries}},
rest as materialized (
    select id from unnest((select members from claimed)) as member (id)
    where (select count(*) from opened) + (select count(*) from refused) < (select cardinality(members) from claimed)
        and id not in (select owner_id from opened) and id not in (select id from refused)
),
{{audience/stragglers}},
judged as materialized (
    select rest.id,
        case
            when straggler.erased_at is not null then 'skipped.erased'
            when straggler.is_excluded then 'skipped.excluded'
        end as outcome,
        coalesce(
            ((select window_of_zone from plan where plan.task_id = %(task_id)s))[straggler.zone_id + 1],
            ((select window_of_zone from plan where plan.task_id = %(task_id)s))[1]
        ) as window_number
    from rest join stragglers as straggler on straggler.id = rest.id
),
left_out as (
    insert into ledger (person_id, campaign_id, outcome, decided_at)
    select id, %(campaign_id)s, outcome, %(now)s from refused
    union all
    select id, %(campaign_id)s, outcome, %(now)s from judged where outcome is not null
    returning person_id
),
tally as materialized (
    select claimed.id, claimed.position, cardinality(claimed.members) as taken_count,
        (select count(*) from opened)::int as done_count,
        (select count(*) from left_out)::int as left_out_count,
        (select count(*) from judged where outcome is null)::int as moved_count
    from claimed
),
{{delivery/walked_and_moved}},
{{delivery/happened}},
{{events/append}}
select id as batch_id, done_count, left_out_count, moved_count from tally

-- name: skip_batch
-- A window with a verdict is one that its members missed before anything could be sent: they are left out, all but those
-- who live in a zone of another window by now.
with {{campaigns/task_running}},
{{campaigns/timing}},
{{delivery/claimed}},
rest as materialized (
    select id from unnest((select members from claimed)) as member (id)
),
{{audience/stragglers}},
judged as materialized (
    select id, window_number,
        case when window_number = %(window_number)s then 'skipped.' || %(verdict)s end as outcome
    from (
        select id, coalesce(
                ((select window_of_zone from plan where plan.task_id = %(task_id)s))[zone_id + 1],
                ((select window_of_zone from plan where plan.task_id = %(task_id)s))[1]
            ) as window_number
        from stragglers
    ) as placed
),
left_out as (
    insert into ledger (person_id, campaign_id, outcome, decided_at)
    select id, %(campaign_id)s, outcome, %(now)s from judged where outcome is not null
    returning person_id
),
tally as materialized (
    select claimed.id, claimed.position, cardinality(claimed.members) as taken_count, 0 as done_count,
        (select count(*) from left_out)::int as left_out_count,
        (select count(*) from judged where outcome is null)::int as moved_count
    from claimed
),
{{delivery/walked_and_moved}},
{{delivery/happened}},
{{events/append}}
select id as batch_id, done_count, left_out_count, moved_count from tally

-- archiving ----------------------------------------------------------------------------------------------------------

-- name: walk_batch
-- The same walk for archiving and for its undo; the fragment that changes the entries is the slot `changed`. No gate:
-- the night holds messages, not the tidying of inboxes.
with {{campaigns/task_running}},
claimed as materialized (
    select batch.id, batch.position, batch.member_count,
        batch.members[batch.position + 1 : batch.position + %(take)s] as members
    from batch
    where batch.task_id = %(task_id)s and batch.window_number = 0 and batch.state = 'ready'
        and batch.id >= %(from_id)s
        and exists (select from task_running) and clock_timestamp() < %(valid_until)s
    order by batch.id
    limit 1
    for update of batch skip locked
),
{{:changed}},
tally as materialized (
    select claimed.id, claimed.position, cardinality(claimed.members) as taken_count, done.count as done_count,
        cardinality(claimed.members) - done.count as left_out_count
    from claimed, (select count(*)::int as count from changed) as done
),
{{delivery/walked}},
{{delivery/happened}},
{{events/append}}
select id as batch_id, done_count, left_out_count, 0 as moved_count from tally

-- name: copy_due_batches
-- The members that a send task reached, as batches of the walk that follows it. `ended_by` is the instant up to which a
-- batch's end makes it due. Running it again copies only what became due since.
insert into batch (task_id, window_number, member_count, members, source_id)
select %(task_id)s, 0, source.position, source.members[1 : source.position], source.id
from batch as source
where source.task_id = %(source_task_id)s and source.state <> 'ready' and source.position > 0
    and source.ended_at <= %(ended_by)s
    and not exists (select from batch as copy where copy.task_id = %(task_id)s and copy.source_id = source.id)
order by source.id

-- name: count_uncopied
select count(*) as count
from batch as source
where source.task_id = %(source_task_id)s and source.position > 0
    and not exists (select from batch as copy where copy.task_id = %(task_id)s and copy.source_id = source.id)

-- name: first_end
select min(ended_at) as ended_at from batch where task_id = %(task_id)s and position > 0

-- finishing ----------------------------------------------------------------------------------------------------------

-- name: close_batches
update batch set state = %(state)s, ended_at = %(now)s where task_id = %(task_id)s and state = 'ready'

-- name: close_expired_batches
-- A window that opens when it closes is one whose deadline comes before its next waking hour.
update batch set state = 'expired', ended_at = %(now)s
from send_window
where batch.task_id = %(task_id)s and batch.state = 'ready'
    and send_window.task_id = batch.task_id and send_window.number = batch.window_number
    and send_window.opens_at = send_window.closes_at and send_window.closes_at <= %(now)s

-- name: check_batches
-- Compares what batches that ended say with what is really there: how many of the members reached have an entry, how many
-- a ledger row, and that nobody has both but those who had the conversation before. Then done_count + left_out_count =
-- position, which a constraint holds, leaves nobody out and nobody twice. Counted batch by batch with the members as an
-- array: to join them costs as much as sending to them.
with ended as materialized (
    select id, done_count, left_out_count, members[1 : position] as reached
    from batch
    where task_id = %(task_id)s and state <> 'ready' and not is_checked
    order by id
    limit case
        when exists (select from batch where task_id = %(task_id)s and state = 'ready') then %(limit_beside)s
        else %(limit)s
    end
),
refused as materialized (
    select ended.id, found.*
    from ended cross join lateral (
        select count(*) as refused_count,
            coalesce(array_agg(person_id) filter (where outcome = 'already_open'), '{}') as had_it,
            coalesce(array_agg(person_id) filter (where outcome <> 'already_open'), '{}') as has_nothing
        from ledger
        where person_id = any(ended.reached) and campaign_id = %(campaign_id)s
    ) as found
),
asked as (
    select id, 'reached' as kind, reached as members from ended
    union all
    select id, 'had_it', had_it from refused
    union all
    select id, 'has_nothing', has_nothing from refused
),
{{chat/open_counts}},
judged as (
    select ended.id,
        done_count = sum(case kind when 'reached' then open_count when 'had_it' then -open_count else 0 end)
            and left_out_count = max(refused_count)
            and sum(open_count) filter (where kind = 'has_nothing') = 0 as is_right
    from ended join refused using (id) join open_counts using (id)
    group by ended.id, done_count, left_out_count
),
marked as (
    update batch set is_checked = true where task_id = %(task_id)s and id in (select id from judged where is_right)
    returning id
)
select count(*) filter (where is_right) as right_count, array_agg(id) filter (where not is_right) as wrong_ids
from judged

-- fragment: left_out
-- In: claimed(members), %(campaign_id)s. Out: left_out(id, outcome).
left_out as materialized (
    select person_id as id, outcome from ledger
    where person_id = any((select members from claimed)::bigint[]) and campaign_id = %(campaign_id)s
)

-- name: tasks_with_ready_batches
select distinct task_id from batch where state = 'ready' and task_id <> all(%(alive_ids)s::bigint[])

-- name: batch_totals
select
    count(*) as batch_count,
    count(*) filter (where state = 'ready') as ready_count,
    count(*) filter (where state <> 'ready' and not is_checked) as unchecked_count,
    coalesce(sum(member_count), 0)::bigint as member_count,
    coalesce(sum(done_count), 0)::bigint as done_count,
    coalesce(sum(left_out_count), 0)::bigint as left_out_count,
    coalesce(sum(member_count - position) filter (where state = 'ready'), 0)::bigint as waiting_count,
    coalesce(sum(member_count - position) filter (where state = 'expired'), 0)::bigint as expired_count,
    coalesce(sum(member_count - position) filter (where state = 'stopped'), 0)::bigint as stopped_count,
    max(ended_at) as last_ended_at
from batch
where task_id = %(task_id)s

-- pacing -------------------------------------------------------------------------------------------------------------
-- Presence and allowances are the two things measured by the server's clock and not by the product's: they bound real
-- rates and must mean the same on every host.

-- name: greet
insert into sender (id, role, started_at, seen_at) values (%(id)s, %(role)s, clock_timestamp(), clock_timestamp())
on conflict (id) do update set seen_at = clock_timestamp()

-- name: forget_senders
with gone as (delete from sender where seen_at < clock_timestamp() - interval '1 minute' returning id)
delete from allowance where sender_id in (select id from gone)

-- name: live_senders
select id, role from sender where seen_at > clock_timestamp() - interval '1 second' order by role, id

-- name: asking_people
-- Whether people asked anything of an API lately: its connections for them say by their names that they are, and the
-- server when they were last used. Whoever may not see that sees nobody.
select exists (
    select from pg_stat_activity
    where datname = current_database() and application_name = any(%(names)s)
        and state_change > clock_timestamp() - %(lately_s)s * interval '1 second' and query <> ''
) as are_there

-- name: busy_tasks
-- Which of these tasks could go on right now: a ready batch in an open window, or one that needs no window.
select wanted.task_id
from unnest(%(task_ids)s::bigint[]) as wanted (task_id)
where exists (
    select from batch where batch.task_id = wanted.task_id and batch.state = 'ready' and batch.window_number = 0
        and not exists (select from plan where plan.task_id = wanted.task_id)
) or exists (
    select from send_window
    where send_window.task_id = wanted.task_id and opens_at <= %(now)s and closes_at > %(gate_closes_at)s
        and exists (
            select from batch where batch.task_id = wanted.task_id
                and batch.window_number = send_window.number and batch.state = 'ready'
        )
)

-- name: grant
-- Only while the lease is held, which the same statement sees: a governor that was stopped for a while gives nothing
-- beside its successor.
with {{core/held}}
insert into allowance (sender_id, task_id, slot, amount, task_ceiling, account_ceiling, gives_way, expires_at)
select sender_id, task_id, %(slot)s, amount, task_ceiling, %(account_ceiling)s, %(gives_way)s,
    clock_timestamp() + %(lasts_s)s * interval '1 second'
from unnest(%(sender_ids)s::uuid[], %(task_ids)s::bigint[], %(amounts)s::int[], %(task_ceilings)s::int[])
    as given (sender_id, task_id, amount, task_ceiling)
where exists (select from held)
on conflict (sender_id, task_id) do update
set slot = excluded.slot, amount = excluded.amount, task_ceiling = excluded.task_ceiling,
    account_ceiling = excluded.account_ceiling, gives_way = excluded.gives_way, expires_at = excluded.expires_at

-- name: my_allowances
select task_id, slot, amount, task_ceiling, account_ceiling, gives_way, expires_at,
    extract(epoch from expires_at - clock_timestamp())::float8 as remaining_s
from allowance
where sender_id = %(sender_id)s and expires_at > clock_timestamp()
order by task_id

-- name: save_hold
-- One that becomes another is over, and kept.
with past as (
    insert into hold_past (task_id, reason, since, ended_at)
    select task_id, reason, since, greatest(since, %(now)s)
    from hold where task_id = %(task_id)s and reason <> %(reason)s
    on conflict do nothing
)
insert into hold (task_id, reason, since, until) values (%(task_id)s, %(reason)s, %(now)s, %(until)s)
on conflict (task_id) do update
set since = case when hold.reason = excluded.reason then hold.since else excluded.since end,
    reason = excluded.reason, until = excluded.until
where (hold.reason, hold.until) is distinct from (excluded.reason, excluded.until)

-- name: end_holds
with ended as (
    delete from hold where task_id <> all(%(kept_ids)s::bigint[]) returning task_id, reason, since
)
insert into hold_past (task_id, reason, since, ended_at)
select task_id, reason, since, greatest(since, %(now)s) from ended
on conflict do nothing

-- name: forget_holds
delete from hold_past where ended_at < %(old)s

-- name: holds_of_task
-- Those that are over, the latest ones if they are many, and the one that is not.
select reason, since, until
from (
    select reason, since, ended_at as until from hold_past where task_id = %(task_id)s
    union all
    select reason, since, null from hold where task_id = %(task_id)s
    order by since desc
    limit %(limit)s
) as latest
order by since

-- name: holds
select task_id, reason, since, until from hold where task_id = any(%(task_ids)s::bigint[])

-- seeing it ----------------------------------------------------------------------------------------------------------

-- name: fold_progress
insert into progress (task_id, second, done_count, left_out_count)
values (%(task_id)s, %(second)s, %(done_count)s, %(left_out_count)s)
on conflict (task_id, second) do update
set done_count = progress.done_count + excluded.done_count,
    left_out_count = progress.left_out_count + excluded.left_out_count

-- name: progress_totals
select coalesce(sum(done_count), 0)::bigint as done_count, coalesce(sum(left_out_count), 0)::bigint as left_out_count
from progress
where task_id = %(task_id)s

-- name: totals_of_tasks
-- One row a task. Their batches are read, but not the members in them, which are kept apart.
select wanted.task_id, total.*
from unnest(%(task_ids)s::bigint[]) as wanted (task_id)
cross join lateral (
    select
        coalesce(sum(member_count), 0)::bigint as member_count,
        coalesce(sum(done_count), 0)::bigint as done_count,
        coalesce(sum(left_out_count), 0)::bigint as left_out_count,
        coalesce(sum(member_count - position) filter (where state = 'ready'), 0)::bigint as waiting_count,
        coalesce(sum(member_count - position) filter (where state = 'expired'), 0)::bigint as expired_count,
        coalesce(sum(member_count - position) filter (where state = 'stopped'), 0)::bigint as stopped_count
    from batch
    where batch.task_id = wanted.task_id
) as total

-- name: rates
-- Over the last stretch in which anything was done, which may have been before the night; no row where nothing was.
select wanted.task_id, sum(done_count + left_out_count)::bigint as count, min(second) as first_at,
    max(second) as last_at
from unnest(%(task_ids)s::bigint[]) as wanted (task_id)
join progress on progress.task_id = wanted.task_id and progress.second > (
        select max(latest.second) from progress as latest where latest.task_id = wanted.task_id
    ) - %(over)s::interval
group by wanted.task_id

-- name: windows_waited_for
-- Whoever missed their time is passed over at once.
select task_id, zone_ids, opens_at, closes_at, waiting_count
from send_window
cross join lateral (
    select sum(member_count - position)::bigint as waiting_count
    from batch
    where batch.task_id = send_window.task_id and window_number = number and state = 'ready'
) as waiting
where task_id = any(%(task_ids)s::bigint[]) and verdict is null and waiting_count > 0

-- name: progress_in_buckets
select greatest(0, floor(extract(epoch from second - %(begins_at)s) / %(length_s)s))::int as number,
    sum(done_count)::bigint as done_count, sum(left_out_count)::bigint as left_out_count
from progress
where task_id = %(task_id)s
group by 1

-- name: last_windows
select task_id, max(opens_at) as opens_at, max(closes_at) as closes_at
from send_window where task_id = any(%(task_ids)s::bigint[]) and verdict is null group by task_id

-- name: outcomes
-- Walks the batches, so it costs the campaign's size.
select ledger.outcome, count(*) as count
from batch
cross join lateral unnest(batch.members) as member (id)
join ledger on ledger.person_id = member.id and ledger.campaign_id = %(campaign_id)s
where batch.task_id = %(task_id)s
group by ledger.outcome
order by count(*) desc, ledger.outcome

-- name: ledger_row
select outcome, decided_at from ledger where person_id = %(person_id)s and campaign_id = %(campaign_id)s

-- name: batch_of_person
select id, window_number, state, ended_at from batch
where task_id = %(task_id)s and %(person_id)s::bigint = any(members)

-- name: outcomes_of_batch
-- The next batch with what became of each of its members, in their order. A turn that came without a reason in the ledger
-- ended in an inbox, which the finisher compares and `recount_batches` recounts.
with page as materialized (
    select id, state, position, members as all_members from batch
    where task_id = %(task_id)s and id > %(after)s
    order by id
    limit 1
),
claimed as materialized (
    select all_members as members from page
),
{{delivery/left_out}}
select page.id as batch_id, array_agg(member.id order by place) as person_ids,
    array_agg(
        case
            when left_out.id is not null then left_out.outcome
            when place <= position then 'sent'
            when state = 'ready' then 'waiting'
            else state
        end
        order by place
    ) as outcomes
from page
cross join lateral unnest(page.all_members) with ordinality as member (id, place)
left join left_out on left_out.id = member.id
group by page.id

-- name: left_out_page
-- By keyset over the batches that left anybody out; members of one are ascending. A rare outcome in a large campaign has
-- all of these looked through.
select batch.id as batch_id, missed.person_id, missed.outcome, missed.decided_at
from batch
cross join lateral (
    select ledger.person_id, ledger.outcome, ledger.decided_at
    from ledger
    where ledger.person_id = any(batch.members[1 : batch.position]) and ledger.campaign_id = %(campaign_id)s
    union all
    select member.id, batch.state, batch.ended_at
    from unnest(batch.members[batch.position + 1 :]) as member (id)
    where batch.state in ('expired', 'stopped')
) as missed
where batch.task_id = %(task_id)s and batch.id >= %(after_batch)s
    and (batch.left_out_count > 0 or batch.state in ('expired', 'stopped'))
    and (batch.id > %(after_batch)s or missed.person_id > %(after_person)s)
    and (%(outcome)s::text is null or missed.outcome = %(outcome)s)
order by batch.id, missed.person_id
limit %(limit)s

-- name: ledger_of_person
-- Why the person got nothing, campaign by campaign.
select campaign_id, outcome, decided_at from ledger where person_id = %(person_id)s order by campaign_id

-- name: window
select opens_at, closes_at from send_window where task_id = %(task_id)s and number = %(number)s

-- name: recount_batches
-- Everything that verify compares, from the rows themselves: a page of batches, each with what it says and what is there.
-- Whoever had the conversation before has an entry and a ledger row; nobody else may have both.
with page as materialized (
    select id, state, member_count, position, done_count, left_out_count, members as all_members
    from batch
    where task_id = %(task_id)s and id > %(after)s
    order by id
    limit %(limit)s
),
claimed as materialized (
    select array_agg(member.id) as members from page cross join lateral unnest(page.all_members) as member (id)
),
{{chat/already_open}},
{{delivery/left_out}},
counted as (
    select page.id,
        count(already_open.id) filter (where left_out.id is null and place <= position) as opened_count,
        count(left_out.id) filter (where place <= position) as ledger_count,
        count(*) filter (
            where already_open.id is not null and left_out.id is not null and left_out.outcome <> 'already_open'
        ) as both_count,
        count(*) filter (where place <= position and already_open.id is null and left_out.id is null) as neither_count,
        count(*) filter (where place > position and (already_open.id is not null or left_out.id is not null))
            as early_count
    from page
    cross join lateral unnest(page.all_members) with ordinality as member (id, place)
    left join already_open on already_open.id = member.id
    left join left_out on left_out.id = member.id
    group by page.id
)
select page.id, page.state, page.member_count, page.position, page.done_count, page.left_out_count,
    coalesce(opened_count, 0) as opened_count, coalesce(ledger_count, 0) as ledger_count,
    coalesce(both_count, 0) as both_count, coalesce(neither_count, 0) as neither_count,
    coalesce(early_count, 0) as early_count
from page left join counted on counted.id = page.id
order by page.id

-- name: repeated_members
select count(*) - count(distinct member.id) as count
from batch cross join lateral unnest(members) as member (id)
where task_id = %(task_id)s

-- showing ------------------------------------------------------------------------------------------------------------

-- name: walked_members
-- Parts of batches by where a walk began and how many it took.
select wanted.number,
    batch.members[wanted.position + 1 : wanted.position + wanted.count] as members
from unnest(%(task_ids)s::bigint[], %(batch_ids)s::bigint[], %(positions)s::integer[], %(counts)s::integer[])
    with ordinality as wanted (task_id, batch_id, position, count, number)
join batch on batch.task_id = wanted.task_id and batch.id = wanted.batch_id
