-- API keys -----------------------------------------------------------------------------------------------------------

-- name: create_key
insert into api_key (id, name, secret_hash, scopes, participant_id, created_at, created_by)
values (%(id)s, %(name)s, %(secret_hash)s, %(scopes)s, %(participant_id)s, %(now)s, %(who)s)

-- name: key
select id, name, secret_hash, scopes, participant_id, created_at, created_by, revoked_at from api_key where id = %(id)s

-- name: keys
-- All of them when the limit is null.
select id, name, secret_hash, scopes, participant_id, created_at, created_by, revoked_at from api_key
where (created_at, id) > (%(after_at)s, %(after_id)s) order by created_at, id limit %(limit)s

-- name: revoke_key
update api_key set revoked_at = coalesce(revoked_at, %(now)s) where id = %(id)s

-- idempotency --------------------------------------------------------------------------------------------------------

-- name: claim_idempotency
-- Waits for a request with the same key that is under way: its answer is then there, or it failed and left nothing. A key
-- that is too old is claimed anew, in place: what this statement deleted, it could not insert. Each new key takes some old
-- ones away. A key that holds is locked, though nothing of it is changed, so that nobody takes it before it is read.
with forgotten as (
    delete from idempotency
    where (caller, key) in (
        select caller, key from idempotency
        where created_at < %(old)s and (caller, key) <> (%(caller)s, %(key)s)
        order by created_at limit 10 for update skip locked
    )
)
insert into idempotency (caller, key, fingerprint, created_at)
values (%(caller)s, %(key)s, %(fingerprint)s, %(now)s)
on conflict (caller, key) do update
set fingerprint = excluded.fingerprint, status = null, answer = null, created_at = excluded.created_at
where idempotency.created_at < %(old)s
returning key

-- name: idempotent_answer
select fingerprint, status, answer from idempotency where caller = %(caller)s and key = %(key)s

-- name: claim_all
-- Those that somebody took, or held before, are left to `claim_idempotency`.
insert into idempotency (caller, key, fingerprint, created_at)
select caller, key, fingerprint, %(now)s
from unnest(%(callers)s::text[], %(keys)s::text[], %(fingerprints)s::bytea[]) as wanted (caller, key, fingerprint)
order by caller, key
on conflict do nothing
returning caller, key, fingerprint

-- name: keep_answers
update idempotency set status = %(status)s, answer = kept.answer::json
from unnest(%(callers)s::text[], %(keys)s::text[], %(answers)s::text[]) as kept (caller, key, answer)
where idempotency.caller = kept.caller and idempotency.key = kept.key

-- name: release_all
delete from idempotency
using unnest(%(callers)s::text[], %(keys)s::text[]) as left_over (caller, key)
where idempotency.caller = left_over.caller and idempotency.key = left_over.key

-- name: forget_caller
delete from idempotency where caller = %(caller)s

-- name: forget_old
delete from idempotency
where (caller, key) in (
    select caller, key from idempotency where created_at < %(old)s
    order by created_at limit %(limit)s for update skip locked
)

-- the audit log ------------------------------------------------------------------------------------------------------

-- name: record_audit
insert into audit (began_at, at, who, from_address, action, target, detail)
values (%(began_at)s, %(now)s, %(who)s, %(from_address)s, %(action)s, %(target)s, %(detail)s)

-- name: forget_target
update audit set target = %(instead)s where target = %(target)s

-- name: audit_page
-- What came by the API is listed from the log, with what it did to a campaign from the campaign's own history; that
-- history alone has what was decided by command, and by Tidings itself. Each half reads no more than a page.
with {{campaigns/decision}},
line as (
    (
        select 'request' as kind, id, began_at, at, who, from_address, action, target, detail
        from audit
        where at <= %(at)s and (at, 'request', id) < (%(at)s::timestamptz, %(kind)s::text, %(id)s::bigint)
            and (%(who)s::text is null or who = %(who)s)
            and (%(action)s::text is null or starts_with(action, %(action)s))
            and (%(target)s::text is null or target = %(target)s)
        order by at desc, id desc limit %(limit)s::integer
    )
    union all
    (
        select
            'decision', id, changed_at, changed_at, who, '', 'campaigns.' || action, 'campaigns/' || campaign_id, '{}'
        from decision
        where changed_at <= %(at)s and (changed_at, 'decision', id) < (%(at)s::timestamptz, %(kind)s::text, %(id)s::bigint)
            and not starts_with(who, 'key:') and not starts_with(who, 'member:')
            and (%(who)s::text is null or who = %(who)s)
            and (%(action)s::text is null or starts_with('campaigns.' || action, %(action)s))
            and (%(target)s::text is null or 'campaigns/' || campaign_id = %(target)s)
        order by changed_at desc, id desc limit %(limit)s::integer
    )
    order by at desc, kind desc, id desc limit %(limit)s::integer
)
select kind, id, at, who, from_address, action, target, detail, coalesce(decisions, '[]') as decisions
from line
cross join lateral (
    select jsonb_agg(
        jsonb_build_object(
            'action', decision.action, 'from_state', decision.from_state, 'to_state', decision.to_state,
            'why', decision.why, 'task_id', decision.task_id
        ) order by decision.id
    ) as decisions
    from decision
    where decision.campaign_id = substring(line.target from '^campaigns/([0-9]{1,18})$')::bigint
        and decision.who = line.who
        and decision.changed_at between line.began_at and line.at
        and (line.kind = 'request' or decision.id = line.id)
) as made
order by at desc, kind desc, id desc

-- connections --------------------------------------------------------------------------------------------------------

-- name: wait_longer
select set_config('statement_timeout', %(longest_ms)s, false)

-- name: wait_as_before
reset statement_timeout
