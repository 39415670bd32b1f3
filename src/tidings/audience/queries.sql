-- zones --------------------------------------------------------------------------------------------------------------

-- name: lock_zones
lock table zone in share row exclusive mode

-- name: add_zones
-- The unnamed zone comes first in the order of names, and so gets 0 in an empty table.
insert into zone (id, name)
select (select coalesce(max(id), -1) from zone) + row_number() over (order by wanted.name collate "C"), wanted.name
from unnest(%(names)s::text[]) as wanted (name)
where not exists (select from zone where zone.name = wanted.name)

-- name: zones
select id, name from zone order by id

-- for the engine's statements ----------------------------------------------------------------------------------------
-- In: claimed(members bigint[]) of no row or one. Members are probed as an array: a join with unnest() is planned
-- without statistics, and badly.

-- fragment: opted_out
-- In: %(category)s. Out: opted_out(id): who among the members refused this category or all, or twice who refused both. The
-- condition is that of the index of refusals, which is small because most people refuse nothing.
opted_out as (
    select person_id as id
    from consent
    where person_id = any((select members from claimed)::bigint[]) and not is_allowed
        and category in (%(category)s, '*')
)

-- fragment: excluded_by_list
-- In: %(excluded_list_ids)s. Out: excluded_by_list(id): who among the members stands in one of these lists, once a list.
excluded_by_list as (
    select person_id as id
    from list_member
    where person_id = any((select members from claimed)::bigint[]) and list_id = any(%(excluded_list_ids)s::bigint[])
)

-- fragment: addressees
-- Slots: values (text[] over person), excluded (boolean over person). Out: addressees(id, zone_id, locale, erased_at,
-- is_excluded, opening_values). Not materialised: it is read inside the INSERT, in the order of ids.
addressees as (
    select id, zone_id, locale, erased_at, ({{:excluded}}) as is_excluded, ({{:values}})::text[] as opening_values
    from person
    where id = any((select members from claimed)::bigint[])
)

-- fragment: stragglers
-- In: rest(id). Slot: excluded. Out: stragglers(id, zone_id, erased_at, is_excluded): a second look at the few who were
-- neither written to nor refused.
stragglers as (
    select id, zone_id, erased_at, ({{:excluded}}) as is_excluded
    from person
    where id = any((select array_agg(id) from rest)::bigint[])
)

-- fragment: audience_members
-- Slot: rule (boolean over person). Out: audience_members(id, zone_id).
audience_members as (
    select id, zone_id from person where erased_at is null and ({{:rule}})
)

-- for segments -------------------------------------------------------------------------------------------------------

-- name: zones_where
-- Slot: condition over zone.name. A few hundred rows, hashed once for all people.
select zone.id from zone where {{:condition}}

-- name: save_segment
insert into segment (name, rule, created_at, updated_at) values (%(name)s, %(rule)s, %(now)s, %(now)s)
on conflict (name) do update
set rule = excluded.rule, revision = segment.revision + 1, updated_at = excluded.updated_at

-- name: create_segment
insert into segment (name, rule, created_at, updated_at) values (%(name)s, %(rule)s, %(now)s, %(now)s)
on conflict (name) do nothing

-- name: delete_segment
delete from segment where name = %(name)s

-- name: lock_segment
select revision from segment where name = %(name)s for update

-- name: segment
select name, rule, revision, created_at, updated_at from segment where name = %(name)s

-- name: segments
-- All of them when the limit is null.
select name, rule, revision, created_at, updated_at from segment
where name > %(after)s order by name limit %(limit)s

-- name: members_of_list
-- Slot: prefix, which keeps the parameters of several apart.
select person_id from list_member where list_id = %({{:prefix}}list_id)s

-- name: count_members
select count(*) as matched_count,
    count(*) filter (where is_excluded) as excluded_count,
    count(*) filter (where not is_excluded and is_opted_out) as opted_out_count
from (
    select ({{:excluded}}) or id in (
            select person_id from list_member where list_id = any(%(excluded_list_ids)s::bigint[])
        ) as is_excluded,
        id in (
            select person_id from consent where not is_allowed and category in (%(category)s, '*')
        ) as is_opted_out
    from person
    where erased_at is null and ({{:rule}})
) as matched

-- name: outcomes_by_zone
-- What would become of everybody who is meant, by the same reasons in the same order as a batch. Slots: rule, excluded and
-- blocked. One pass; the few who are refused by a row of another table are hashed once.
select zone_id, outcome, count(*) as count
from (
    select zone_id, case
            when id in (
                select person_id from list_member where list_id = any(%(excluded_list_ids)s::bigint[])
            ) then 'skipped.excluded'
            when id in (
                select person_id from consent where not is_allowed and category in (%(category)s, '*')
            ) then 'skipped.opted_out'
            when {{:blocked}} then 'skipped.blocked'
            when {{:excluded}} then 'skipped.excluded'
            else 'sent'
        end as outcome
    from person
    where erased_at is null and ({{:rule}})
) as judged
group by zone_id, outcome

-- name: sample_members
select person.id, person.external_id, person.name, person.attributes, person.locale,
    coalesce((select zone.name from zone where zone.id = person.zone_id), '') as zone,
    person.registered_at, person.last_active_at, person.updated_at, person.erased_at
from person
where erased_at is null and ({{:rule}}) and not ({{:excluded}}) and id not in (
    select person_id from list_member where list_id = any(%(excluded_list_ids)s::bigint[])
)
order by random()
limit %(size)s

-- lists --------------------------------------------------------------------------------------------------------------

-- name: create_list
insert into list (name, created_at) values (%(name)s, %(now)s) on conflict do nothing returning id

-- name: list_id
select id from list where name = %(name)s

-- name: lists
-- All of them when the limit is null.
select list.id, list.name, list.created_at,
    (select count(*) from list_member where list_member.list_id = list.id) as member_count
from list where list.name > %(after)s order by list.name limit %(limit)s

-- name: add_members
-- Who of them exists, and how many were not in the list before. The lock keeps an erasure until they are in it, so that
-- it takes them out again.
with wanted as (
    select distinct external_id from unnest(%(external_ids)s::text[]) as given (external_id)
),
found as (
    select person.id, person.external_id from wanted join person on person.external_id = wanted.external_id
    order by person.id
    for key share of person
),
added as (
    insert into list_member (person_id, list_id) select id, %(list_id)s from found order by id
    on conflict do nothing
    returning person_id
)
select (select count(*) from added) as added_count,
    array(select external_id from wanted where external_id not in (select external_id from found) order by 1) as unknown

-- name: remove_members
delete from list_member using person
where person.id = list_member.person_id and list_member.list_id = %(list_id)s
    and person.external_id = any(%(external_ids)s::text[])

-- name: delete_list
with emptied as (delete from list_member where list_id = %(list_id)s)
delete from list where id = %(list_id)s

-- name: lists_of_person
select list.name from list_member join list on list.id = list_member.list_id
where list_member.person_id = %(person_id)s
order by list.name

-- name: list_members
-- By keyset: ascending ids after the last one seen.
select person.id, person.external_id, person.name
from list_member join person on person.id = list_member.person_id
where list_member.list_id = %(list_id)s and list_member.person_id > %(after)s
order by list_member.person_id
limit %(limit)s

-- persons ------------------------------------------------------------------------------------------------------------

-- name: person_by_external_id
select person.id, person.external_id, person.name, person.attributes, person.locale,
    coalesce((select zone.name from zone where zone.id = person.zone_id), '') as zone,
    person.registered_at, person.last_active_at, person.updated_at, person.erased_at
from person
where person.external_id = %(external_id)s

-- name: person_by_id
select person.id, person.external_id, person.name, person.attributes, person.locale,
    coalesce((select zone.name from zone where zone.id = person.zone_id), '') as zone,
    person.registered_at, person.last_active_at, person.updated_at, person.erased_at
from person
where person.id = %(person_id)s

-- name: people_page
select person.id, person.external_id, person.name, person.attributes, person.locale,
    coalesce((select zone.name from zone where zone.id = person.zone_id), '') as zone,
    person.registered_at, person.last_active_at, person.updated_at, person.erased_at, '' as place
from person
where person.id > %(after_number)s and erased_at is null
order by person.id
limit %(limit)s

-- name: people_by_id
-- Byte by byte, as the index is: what lies between a text and that text with the last of all characters begins with it.
-- A condition with `like` would find the index only as long as PostgreSQL plans with the text at hand.
select person.id, person.external_id, person.name, person.attributes, person.locale,
    coalesce((select zone.name from zone where zone.id = person.zone_id), '') as zone,
    person.registered_at, person.last_active_at, person.updated_at, person.erased_at, external_id as place
from person
where erased_at is null and external_id ~>=~ %(prefix)s and external_id ~<~ %(beyond)s
    and external_id ~>~ %(after)s and person.id <> %(after_number)s
order by external_id using ~<~
limit %(limit)s

-- name: people_by_name
-- Whoever is found by their id already is not found again.
select person.id, person.external_id, person.name, person.attributes, person.locale,
    coalesce((select zone.name from zone where zone.id = person.zone_id), '') as zone,
    person.registered_at, person.last_active_at, person.updated_at, person.erased_at, lower(person.name) as place
from person
where erased_at is null and lower(name) ~>=~ %(prefix)s and lower(name) ~<~ %(beyond)s
    and lower(name) ~>=~ %(after)s and (lower(name) ~>~ %(after)s or person.id > %(after_number)s)
    and not starts_with(external_id, %(search)s)
order by lower(name) using ~<~, person.id
limit %(limit)s

-- name: person_labels
select id, external_id, name from person where id = any(%(ids)s::bigint[])

-- name: person_names
select id, name from person where id = any(%(ids)s::bigint[])

-- name: count_people
select count(*) as count from person where erased_at is null

-- name: values_of_person
select {{:values}} as opening_values from person where person.id = %(person_id)s

-- erasing ------------------------------------------------------------------------------------------------------------

-- name: keep_imports_out
-- An import that runs could put back what is erased here. It is not waited for, because it may last longer than anybody
-- who asks does.
select pg_try_advisory_xact_lock_shared(hashtextextended('tidings import', 0)) as is_alone

-- name: mark_erased
update person
set external_id = null, name = '', attributes = '{}', locale = '', zone_id = 0, registered_at = null,
    last_active_at = null, updated_at = %(now)s, erased_at = %(now)s
where external_id = %(external_id)s
returning id

-- name: forget_lists
delete from list_member where person_id = %(person_id)s

-- name: forget_sources
-- A refusal stays a refusal: the batches that were frozen before still name the person.
with emptied as (
    update consent_past set source = '' where person_id = %(person_id)s and source <> ''
)
update consent set source = '' where person_id = %(person_id)s and source <> ''

-- name: to_blank
select id from person where erased_at is not null and texts_blanked_at is null order by id

-- name: mark_blanked
update person set texts_blanked_at = %(now)s
where id = %(person_id)s and erased_at is not null and texts_blanked_at is null

-- consents -----------------------------------------------------------------------------------------------------------

-- name: decide
-- Of two answers the later one holds, and a no of the same moment. The one before it is kept: `consent` is read here as it
-- was before the statement.
with decided as (
    insert into consent (person_id, category, is_allowed, source, decided_at)
    values (%(person_id)s, %(category)s, %(is_allowed)s, %(source)s, %(now)s)
    on conflict (person_id, category) do update
    set is_allowed = excluded.is_allowed, source = excluded.source, decided_at = excluded.decided_at
    where (consent.decided_at, not consent.is_allowed) < (excluded.decided_at, not excluded.is_allowed)
    returning person_id, category
)
insert into consent_past (person_id, category, is_allowed, source, decided_at)
select consent.person_id, consent.category, is_allowed, source, decided_at
from decided join consent on consent.person_id = decided.person_id and consent.category = decided.category
on conflict do nothing

-- name: consent_history
select category, is_allowed, source, decided_at, is_current
from (
    select category, is_allowed, source, decided_at, true as is_current from consent where person_id = %(person_id)s
    union all
    select category, is_allowed, source, decided_at, false from consent_past where person_id = %(person_id)s
) as said
order by decided_at desc, is_current desc, category

-- name: consents_of_person
select category, is_allowed, source, decided_at from consent where person_id = %(person_id)s order by category

-- importing ----------------------------------------------------------------------------------------------------------

-- name: lock_imports
-- One import at a time: two of the same people would wait for each other's rows in turns, or make them twice.
select pg_advisory_xact_lock(hashtextextended('tidings import', 0))

-- name: prepare_import
-- Reading a large file takes longer than a transaction may otherwise be left idle and a statement may otherwise last, and
-- a part of it is joined in memory.
select set_config('idle_in_transaction_session_timeout', '10min', true), set_config('statement_timeout', '0', true),
    set_config('work_mem', '64MB', true)

-- name: create_staged
create temporary table staged (
    line bigint not null,
    external_id text collate "C" not null,
    name text,
    attributes jsonb,
    locale text,
    zone_id smallint,
    registered_at timestamptz,
    last_active_at timestamptz,
    consents jsonb
) on commit drop

-- name: copy_staged
copy staged (line, external_id, name, attributes, locale, zone_id, registered_at, last_active_at, consents) from stdin

-- name: take_repeated
-- By hash, and only the ids that repeat are looked at again: nearly always none.
with repeated as (
    select external_id, min(line) as first_line from staged group by external_id having count(*) > 1
)
delete from staged using repeated
where staged.external_id = repeated.external_id and staged.line <> repeated.first_line
returning staged.line, repeated.first_line

-- name: index_staged
create unique index on staged (line)

-- name: analyze_staged
analyze staged

-- name: last_staged
select max(line) as line from staged

-- name: merge
-- A part of the file. Matching first and inserting the rest is cheaper than ON CONFLICT, which would insert each row
-- speculatively and lock each one that is there; rows that would not change are not written. Of two answers to a category
-- the later one holds, and a no of the same moment; an answer that changes nothing is passed over before ON CONFLICT locks
-- the row, which would keep whoever opts out waiting until the import ends.
with matched as materialized (
    select staged.*, person.id as person_id,
        staged.name <> person.name or staged.attributes <> person.attributes or staged.locale <> person.locale
            or staged.zone_id <> person.zone_id
            or coalesce(staged.registered_at, person.registered_at) is distinct from person.registered_at
            or coalesce(staged.last_active_at, person.last_active_at) is distinct from person.last_active_at
            as is_different
    from staged left join person on person.external_id = staged.external_id
    where staged.line > %(after)s and staged.line <= %(upto)s
),
changed as (
    update person
    set name = coalesce(matched.name, person.name),
        attributes = coalesce(matched.attributes, person.attributes),
        locale = coalesce(matched.locale, person.locale),
        zone_id = coalesce(matched.zone_id, person.zone_id),
        registered_at = coalesce(matched.registered_at, person.registered_at),
        last_active_at = coalesce(matched.last_active_at, person.last_active_at),
        updated_at = %(now)s
    from matched
    where person.id = matched.person_id and matched.is_different
    returning person.id
),
created as (
    insert into person (
        external_id, name, attributes, locale, zone_id, registered_at, last_active_at, updated_at
    )
    select external_id, coalesce(name, ''), coalesce(attributes, '{}'), coalesce(locale, ''), coalesce(zone_id, 0),
        coalesce(registered_at, %(now)s), last_active_at, %(now)s
    from matched
    where person_id is null
    order by line
    returning id, external_id
),
answered as (
    select coalesce(matched.person_id, created.id) as person_id, answer.category, answer.is_allowed, answer.decided_at
    from matched
    left join created on created.external_id = matched.external_id
    cross join lateral jsonb_to_recordset(matched.consents)
        as answer (category text, is_allowed boolean, decided_at timestamptz)
    where matched.consents is not null
),
agreed as (
    insert into consent (person_id, category, is_allowed, source, decided_at)
    select person_id, category, is_allowed, %(source)s, decided_at
    from answered
    where not exists (
        select from consent
        where consent.person_id = answered.person_id and consent.category = answered.category
            and (consent.decided_at, not consent.is_allowed) >= (answered.decided_at, not answered.is_allowed)
    )
    order by person_id, category
    on conflict (person_id, category) do update
    set is_allowed = excluded.is_allowed, source = excluded.source, decided_at = excluded.decided_at
    where (consent.decided_at, not consent.is_allowed) < (excluded.decided_at, not excluded.is_allowed)
    returning person_id, category
),
outdated as (
    insert into consent_past (person_id, category, is_allowed, source, decided_at)
    select person_id, category, is_allowed, source, decided_at
    from agreed join consent using (person_id, category)
    on conflict do nothing
),
listed as (
    insert into list_member (person_id, list_id)
    select id, %(list_id)s::bigint
    from (
        select person_id as id from matched where person_id is not null union all select id from created
    ) as everybody
    where %(list_id)s::bigint is not null
    order by id
    on conflict do nothing
),
tally as (
    select (select count(*) from matched) as merged,
        (select count(*) from created) as new,
        (
            select count(*) from (
                select id from changed union select person_id from agreed where person_id not in (select id from created)
            ) as touched
        ) as updated,
        (select count(*) from agreed) as consents
)
select new, updated, merged - new - updated as unchanged, consents from tally

-- name: tidy
-- Whoever was just imported is about to be sent to: their rows are ready to be read, and the planner knows them.
vacuum (analyze) person, consent

-- uploads ------------------------------------------------------------------------------------------------------------

-- name: begin_upload
-- Only so many at once wait or come: their files fill the disk.
insert into upload (form, list_name, uploaded_by, uploaded_at, alive_at)
select %(form)s, %(list_name)s, %(who)s, %(now)s, clock_timestamp()
where (select count(*) from upload where state not in ('done', 'failed')) < %(most)s
returning id

-- name: keep_upload_part
with alive as (
    update upload set size_bytes = size_bytes + length(%(content)s::bytea), alive_at = clock_timestamp()
    where id = %(upload_id)s and state = 'uploading'
    returning id
)
insert into upload_part (upload_id, kind, number, content)
select id, 'file', %(number)s, %(content)s::bytea from alive

-- name: complete_upload
update upload set state = 'waiting', uploaded_at = %(now)s where id = %(upload_id)s and state = 'uploading'

-- name: abandoned_uploads
select id from upload where state = 'uploading' and alive_at < clock_timestamp() - %(longest_s)s * interval '1 second'

-- name: lock_upload
-- Still coming, by its own row: whoever completes it, or takes it away, goes first.
select id from upload where id = %(upload_id)s and state = 'uploading' for update

-- name: delete_upload_parts
delete from upload_part where upload_id = %(upload_id)s and kind = any(%(kinds)s)

-- name: delete_upload
delete from upload where id = %(upload_id)s

-- name: next_upload
select * from upload where state in ('waiting', 'running', 'stored') order by id limit 1

-- name: upload
select * from upload where id = %(upload_id)s and state <> 'uploading'

-- name: uploads
select * from upload where state <> 'uploading' and id < %(before)s order by id desc limit %(limit)s

-- name: upload_part
select content from upload_part where upload_id = %(upload_id)s and kind = %(kind)s and number = %(number)s

-- name: begin_taking
-- Committed before anything is read, so that whoever dies of the file has counted.
update upload set state = 'running', started_at = coalesce(started_at, %(now)s), phase = null, phase_done = null,
    phase_total = null, attempt_count = attempt_count + 1
where id = %(upload_id)s and state in ('waiting', 'running')

-- name: forgive_taking
update upload set attempt_count = attempt_count - 1 where id = %(upload_id)s and state = 'running' and attempt_count > 0

-- name: tell_upload
update upload set phase = %(phase)s, phase_done = %(done)s, phase_total = %(total)s
where id = %(upload_id)s and state = 'running'

-- name: keep_rejects_part
insert into upload_part (upload_id, kind, number, content) values (%(upload_id)s, 'rejects', %(number)s, %(content)s)

-- name: end_taking
update upload
set state = 'stored', read_count = %(read)s, new_count = %(new)s, changed_count = %(updated)s,
    unchanged_count = %(unchanged)s, rejected_count = %(rejected)s, consent_count = %(consents)s
where id = %(upload_id)s and state = 'running'

-- name: finish_upload
update upload set state = 'done', ended_at = %(now)s where id = %(upload_id)s and state = 'stored'

-- name: fail_upload
update upload set state = 'failed', ended_at = %(now)s, error = %(error)s
where id = %(upload_id)s and state in ('waiting', 'running')

-- name: forget_rejects
delete from upload_part using upload
where upload.id = upload_part.upload_id and upload.ended_at < %(old)s
