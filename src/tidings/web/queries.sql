-- API keys -----------------------------------------------------------------------------------------------------------

-- name: create_key
insert into api_key (id, name, secret_hash, scopes, participant_id, created_at, created_by)
values (%(id)s, %(name)s, %(secret_hash)s, %(scopes)s, %(participant_id)s, %(now)s, %(who)s)

-- name: key
select id, name, secret_hash, scopes, participant_id, created_at, created_by, revoked_at from api_key where id = %(id)s

-- name: keys
select id, name, secret_hash, scopes, participant_id, created_at, created_by, revoked_at from api_key
order by created_at, id

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

-- name: keep_answer
update idempotency set status = %(status)s, answer = %(answer)s::json where caller = %(caller)s and key = %(key)s

-- name: forget_caller
delete from idempotency where caller = %(caller)s

-- name: forget_old
delete from idempotency
where (caller, key) in (
    select caller, key from idempotency where created_at < %(old)s
    order by created_at limit %(limit)s for update skip locked
)

-- connections --------------------------------------------------------------------------------------------------------

-- name: wait_longer
select set_config('statement_timeout', %(longest_ms)s, false)

-- name: wait_as_before
reset statement_timeout
