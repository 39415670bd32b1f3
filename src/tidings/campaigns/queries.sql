-- the account --------------------------------------------------------------------------------------------------------

-- name: settings
select name, value from account_setting

-- name: lock_settings
-- Whoever changes a setting against what they saw: a row may not be there yet. Nobody who only reads waits.
lock table account_setting in share row exclusive mode

-- name: change_setting
insert into account_setting (name, value, changed_at, changed_by)
values (%(name)s, %(value)s, %(now)s, %(who)s)
on conflict (name) do update
set value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: record_setting
insert into account_change (name, before, after, who, changed_at)
values (%(name)s, %(before)s, %(after)s, %(who)s, %(now)s)

-- name: settings_changed
select name, before, after, who, changed_at
from account_change
where changed_at >= %(since)s and changed_at <= %(until)s and name = any(%(names)s::text[])
order by changed_at, id limit %(limit)s

-- name: begin_setting
-- Whatever somebody chose since stays.
insert into account_setting (name, value, changed_at, changed_by)
values (%(name)s, %(value)s, %(now)s, %(who)s)
on conflict (name) do nothing

-- campaigns ----------------------------------------------------------------------------------------------------------

-- name: create
insert into campaign (name, sender_id, category, definition, created_at)
values (%(name)s, %(sender_id)s, %(category)s, %(definition)s, %(now)s)
returning id

-- name: campaign
select id, name, state, ended_as, sender_id, category, definition, revision, created_at, launched_at, opens_at,
    ended_at, archived_at
from campaign where id = %(id)s

-- name: lock_campaign
-- Whoever moves a campaign holds its row first, so what they checked is still so when they write. Senders never touch it.
select id, name, state, ended_as, sender_id, category, definition, revision, created_at, launched_at, opens_at,
    ended_at, archived_at
from campaign where id = %(id)s
for no key update

-- name: campaigns
select id, name, state, ended_as, sender_id, category, definition, revision, created_at, launched_at, opens_at,
    ended_at, archived_at
from campaign order by id

-- name: campaign_names
select id, name from campaign where id = any(%(ids)s::bigint[])

-- name: alive
-- The states stand as in the index campaign_alive.
select id, name, state, ended_as, sender_id, category, definition, revision, created_at, launched_at, opens_at,
    ended_at, archived_at
from campaign where state not in ('draft', 'in_review', 'archived') order by id

-- name: rewrite
-- Another definition in the same state; the revision says whether somebody else was quicker.
update campaign
set name = %(name)s, sender_id = %(sender_id)s, category = %(category)s, definition = %(definition)s,
    revision = revision + 1
where id = %(id)s and state = %(state)s and revision = %(revision)s
returning revision

-- listing ------------------------------------------------------------------------------------------------------------
-- By keyset in each order; the first page has no place. There are thousands of campaigns at most, so that a search needs
-- no index.

-- fragment: matching
matching as (
    select id, name, state, ended_as, sender_id, category, definition, revision, created_at, launched_at, opens_at,
        ended_at, archived_at
    from campaign
    where (cardinality(%(states)s::text[]) = 0 or state = any(%(states)s::text[]))
        and (%(search)s = '' or position(lower(%(search)s) in lower(name)) > 0)
)

-- name: listed_by_newest
with {{campaigns/matching}}
select matching.*, '' as place
from matching
where (%(place)s::text is null or id < %(number)s::bigint)
order by id desc
limit %(limit)s

-- name: listed_by_name
with {{campaigns/matching}}
select matching.*, lower(name) as place
from matching
where (%(place)s::text is null or (lower(name), id) > (%(place)s::text, %(number)s::bigint))
order by lower(name), id
limit %(limit)s

-- name: listed_by_opens_at
-- An instant as a text that sorts as it does; what has none comes first.
with {{campaigns/matching}},
placed as (
    select matching.*, coalesce(to_char(opens_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '~') collate "C" as place
    from matching
)
select placed.*
from placed
where (%(place)s::text is null or (place, id) < (%(place)s::text collate "C", %(number)s::bigint))
order by place desc, id desc
limit %(limit)s

-- name: listed_under_way
-- A draft at which nobody works has nothing to tell, and there may be hundreds.
select id, name, state, ended_as, sender_id, category, definition, revision, created_at, launched_at, opens_at,
    ended_at, archived_at
from campaign
where state in ('scheduled', 'running')
    or id in (select campaign_id from task where state in ('waiting', 'running', 'paused'))
    or id in (select campaign_id from campaign_change where changed_at > %(since)s)
order by id desc
limit %(limit)s

-- name: planned_between
-- What was or will be under way then, as far as that is known; a draft with a time of its own is planned as well.
select id, name, state, ended_as, sender_id, category, definition, revision, created_at, launched_at, opens_at,
    ended_at, archived_at
from campaign
where (opens_at < %(until)s and (ended_at is null or ended_at >= %(begins_at)s))
    or (opens_at is null and definition ->> 'send_at' is not null)
order by id

-- name: authors
select distinct on (campaign_id) campaign_id, who
from campaign_change where campaign_id = any(%(ids)s::bigint[]) order by campaign_id, id

-- name: tasks_of_campaigns
select id, campaign_id, kind, state, ceiling, created_at, started_at, ended_at
from task where campaign_id = any(%(ids)s::bigint[]) order by id

-- moves of a campaign ------------------------------------------------------------------------------------------------
-- Each names the state it comes from: of two callers who both saw it, one moves the row and the other moves none.

-- name: move
update campaign set state = %(to_state)s where id = %(id)s and state = %(from_state)s

-- name: move_to_scheduled
update campaign set state = 'scheduled', launched_at = %(now)s, opens_at = %(opens_at)s
where id = %(id)s and state = %(from_state)s

-- name: move_back_to_draft
update campaign set state = 'draft', launched_at = null, opens_at = null
where id = %(id)s and state = %(from_state)s

-- name: move_to_end
update campaign set state = %(to_state)s, ended_as = %(to_state)s, ended_at = %(now)s
where id = %(id)s and state = %(from_state)s

-- name: move_to_archived
update campaign set state = 'archived', archived_at = %(now)s where id = %(id)s and state = %(from_state)s

-- name: move_out_of_archive
update campaign set state = ended_as, archived_at = null where id = %(id)s and state = %(from_state)s

-- name: record
insert into campaign_change (campaign_id, task_id, action, from_state, to_state, who, why, changed_at)
values (%(campaign_id)s, %(task_id)s, %(action)s, %(from_state)s, %(to_state)s, %(who)s, %(why)s, %(now)s)

-- fragment: decision
-- For the audit log, which lists these beside requests, and each request with those that it made.
decision as not materialized (
    select id, campaign_id, task_id, action, from_state, to_state, who, why, changed_at from campaign_change
)

-- name: changes
select id, task_id, action, from_state, to_state, who, why, changed_at
from campaign_change where campaign_id = %(campaign_id)s order by id

-- versions -----------------------------------------------------------------------------------------------------------

-- name: keep_version
insert into campaign_version (campaign_id, revision, action, definition, who, kept_at)
values (%(campaign_id)s, %(revision)s, %(action)s, %(definition)s, %(who)s, %(now)s)
on conflict (campaign_id, kept_at, action) do update
set revision = excluded.revision, definition = excluded.definition, who = excluded.who

-- name: versions
select revision, action, definition, who, kept_at
from campaign_version where campaign_id = %(campaign_id)s order by kept_at, revision

-- tasks --------------------------------------------------------------------------------------------------------------

-- fragment: task_running
-- In: %(task_id)s. A row when the task may do something; whoever pauses it waits for statements that saw one.
task_running as materialized (
    select 1 from task where id = %(task_id)s and state = 'running'
)

-- fragment: timing
-- In: %(task_id)s. Out: timing(basis): a number for all that decides when the task's campaign may go out. Whoever computed
-- something from that keeps the number beside it, and so sees that it is out of date in the statement that uses it.
-- Seconds, because the text of an instant depends on the zone of the session.
timing as materialized (
    select hashtextextended(
            jsonb_build_array(
                extract(epoch from campaign.launched_at), definition -> 'send_at', definition -> 'stop_at', definition -> 'is_local',
                definition -> 'quiet_hours',
                (select jsonb_object_agg(name, value) from account_setting where name in ('zone', 'quiet_hours'))
            )::text,
            0
        ) as basis
    from task join campaign on campaign.id = task.campaign_id
    where task.id = %(task_id)s
)

-- name: timing_of_task
with {{campaigns/timing}}
select basis from timing

-- name: create_task
-- Nothing comes back when the campaign has a task of this kind that is still alive.
insert into task (campaign_id, kind, state, ceiling, created_at, started_at)
values (%(campaign_id)s, %(kind)s, %(state)s, %(ceiling)s, %(now)s, %(started_at)s)
on conflict do nothing
returning id

-- name: task
select id, campaign_id, kind, state, ceiling, created_at, started_at, ended_at from task where id = %(id)s

-- name: tasks_alive
select id, campaign_id, kind, state, ceiling, created_at, started_at, ended_at
from task where state in ('waiting', 'running', 'paused') order by id

-- name: tasks_of_campaign
select id, campaign_id, kind, state, ceiling, created_at, started_at, ended_at
from task where campaign_id = %(campaign_id)s order by id

-- name: move_task
update task
set state = %(to_state)s,
    started_at = case when %(to_state)s = 'running' then coalesce(started_at, %(now)s) else started_at end,
    ended_at = case when %(to_state)s in ('done', 'stopped') then %(now)s::timestamptz end
where id = %(id)s and state = %(from_state)s

-- name: start_paused_task
-- A task that was paused before it began stays so; from here its resume leads to running.
update task set started_at = %(now)s where id = %(id)s and state = 'paused' and started_at is null

-- name: set_task_ceiling
update task set ceiling = %(ceiling)s where id = %(id)s

-- name: delete_task
delete from task where id = %(id)s and state in ('waiting', 'paused') and started_at is null

-- content ------------------------------------------------------------------------------------------------------------

-- name: create_content
insert into content (campaign_id, locale, body, image_url, buttons, variables, is_test, created_at)
values (
    %(campaign_id)s, %(locale)s, %(body)s, %(image_url)s, %(buttons)s, %(variables)s, %(is_test)s, %(now)s
)
returning id

-- name: delete_contents
delete from content where campaign_id = %(campaign_id)s and not is_test

-- name: variants
select id, locale from content where campaign_id = %(campaign_id)s and not is_test and replaced_by is null

-- name: contents
-- Each id with the content that speaks for it now: the end of its chain of replacements.
with recursive chain (asked_id, id, replaced_by) as (
    select id, id, replaced_by from content where id = any(%(ids)s::bigint[])
    union all
    select chain.asked_id, content.id, content.replaced_by
    from chain join content on content.id = chain.replaced_by
)
select chain.asked_id, content.id, content.campaign_id, content.locale, content.body, content.image_url,
    content.buttons, content.variables, content.is_test, asked.variables as asked_variables
from chain
join content on content.id = chain.id
join content as asked on asked.id = chain.asked_id
where chain.replaced_by is null

-- name: replace_content
-- One statement, because only one content a variant may be current: the old one steps back as the new one comes.
with drawn as materialized (
    select nextval(pg_get_serial_sequence('content', 'id')) as new_id
),
old as (
    update content set replaced_by = (select new_id from drawn)
    where campaign_id = %(campaign_id)s and locale = %(locale)s and not is_test and replaced_by is null
    returning campaign_id, arm, locale, replaced_by
)
insert into content (
    id, campaign_id, arm, locale, body, image_url, buttons, variables, created_at
)
overriding system value
select replaced_by, campaign_id, arm, locale, %(body)s, %(image_url)s, %(buttons)s, %(variables)s, %(now)s
from old
returning id

-- images -------------------------------------------------------------------------------------------------------------

-- name: keep_image
insert into image (hash, media_type, width, height, content, created_at, created_by)
values (%(hash)s, %(media_type)s, %(width)s, %(height)s, %(content)s, %(now)s, %(who)s)
on conflict do nothing

-- name: image_content
select media_type, content from image where hash = %(hash)s

-- people -------------------------------------------------------------------------------------------------------------

-- name: lock_person_shared
-- Held while a single message is made of a person's values; an erasure takes it alone, and so finds the message or
-- keeps it from being made.
select pg_advisory_xact_lock_shared(hashtextextended('tidings erasure', %(person_id)s))

-- name: lock_people_shared
-- The same while somebody writes to somebody; in the order of the numbers, which are sorted.
select pg_advisory_xact_lock_shared(hashtextextended('tidings erasure', id)) from unnest(%(ids)s::bigint[]) as id

-- name: lock_person
select pg_advisory_xact_lock(hashtextextended('tidings erasure', %(person_id)s))
