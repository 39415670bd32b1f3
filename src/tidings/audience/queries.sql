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
-- In: %(category)s. Out: opted_out(id): who among the members refused this category or all. The condition is that of the
-- index of refusals, which is small because most people refuse nothing.
opted_out as materialized (
    select distinct person_id as id
    from consent
    where person_id = any((select members from claimed)::bigint[]) and not is_allowed
        and category in (%(category)s, '*')
)

-- fragment: excluded_by_list
-- In: %(excluded_list_ids)s. Out: excluded_by_list(id): who among the members stands in one of these lists.
excluded_by_list as materialized (
    select distinct person_id as id
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
on conflict (name) do update set rule = excluded.rule, updated_at = excluded.updated_at

-- name: segment
select rule from segment where name = %(name)s

-- name: segments
select name, rule, created_at, updated_at from segment order by name

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

-- name: sample_members
select person.id, person.external_id, person.name, person.attributes, person.locale,
    (select zone.name from zone where zone.id = person.zone_id) as zone,
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
select list.id, list.name, list.created_at,
    (select count(*) from list_member where list_member.list_id = list.id) as member_count
from list order by list.name

-- name: add_members
-- Who of them exists, and how many were not in the list before.
with wanted as (
    select distinct external_id from unnest(%(external_ids)s::text[]) as given (external_id)
),
found as (
    select person.id, person.external_id from wanted join person on person.external_id = wanted.external_id
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

-- name: list_members
-- By keyset: ascending ids after the last one seen.
select person.id, person.external_id, person.name
from list_member join person on person.id = list_member.person_id
where list_member.list_id = %(list_id)s and list_member.person_id > %(after)s
order by list_member.person_id
limit %(limit)s

-- persons ------------------------------------------------------------------------------------------------------------

-- name: values_of_person
select {{:values}} as opening_values from person where person.id = %(person_id)s
