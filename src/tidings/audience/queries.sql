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
