-- members ------------------------------------------------------------------------------------------------------------

-- name: create_member
insert into member (email, name, role, password_hash, created_at, created_by)
values (%(email)s, %(name)s, %(role)s, %(password_hash)s, %(now)s, %(who)s)
on conflict (email) do nothing
returning id

-- name: members
select id, email, name, role, password_hash is not null as has_password, created_at, created_by, disabled_at
from member order by email

-- name: member_by_id
select id, email, name, role, password_hash is not null as has_password, created_at, created_by, disabled_at
from member where id = %(id)s

-- name: member_by_email
select id, email, name, role, password_hash is not null as has_password, created_at, created_by, disabled_at
from member where email = %(email)s

-- name: member_by_subject
select id, email, name, role, password_hash is not null as has_password, created_at, created_by, disabled_at
from member where oidc_issuer = %(issuer)s and oidc_subject = %(subject)s

-- name: link_member
update member set oidc_issuer = %(issuer)s, oidc_subject = %(subject)s
where email = %(email)s and (oidc_issuer is null or oidc_issuer <> %(issuer)s)
returning id

-- name: any_member
select id from member limit 1

-- name: lock_administrators
-- Whoever waited here sees who is left.
select id from member where role = 'administrator' and disabled_at is null order by id for update

-- name: change_role
update member set role = %(role)s where id = %(id)s and role <> %(role)s

-- name: change_password
update member set password_hash = %(password_hash)s where id = %(id)s

-- name: disable_member
update member set disabled_at = coalesce(disabled_at, %(now)s) where id = %(id)s

-- name: enable_member
update member set disabled_at = null where id = %(id)s

-- sessions -----------------------------------------------------------------------------------------------------------

-- name: begin_session
-- Locks the member: whoever disables them or changes their password waits, and then ends this session too.
insert into member_session (token_hash, member_id, created_at, used_at)
select %(token_hash)s, id, %(now)s, %(now)s from member where id = %(member_id)s and disabled_at is null for share

-- name: begin_proven_session
insert into member_session (token_hash, member_id, created_at, used_at)
select %(token_hash)s, id, %(now)s, %(now)s
from member where id = %(member_id)s and disabled_at is null and password_hash = %(password_hash)s
for share

-- name: trim_sessions
delete from member_session
where token_hash in (
    select token_hash from member_session where member_id = %(member_id)s
    order by used_at desc, token_hash offset %(most)s
)

-- name: session_member
select
    member.id, member.email, member.name, member.role, member.password_hash is not null as has_password,
    member.created_at, member.created_by, member.disabled_at, member_session.used_at
from member_session
join member on member.id = member_session.member_id
where member_session.token_hash = %(token_hash)s
    and member_session.created_at > %(begun)s and member_session.used_at > %(used)s
    and member.disabled_at is null

-- name: note_use
update member_session set used_at = %(now)s where token_hash = %(token_hash)s

-- name: end_session
delete from member_session where token_hash = %(token_hash)s

-- name: end_sessions
delete from member_session where member_id = %(member_id)s

-- name: forget_sessions
delete from member_session
where token_hash in (
    select token_hash from member_session where created_at <= %(begun)s or used_at <= %(used)s
    limit %(limit)s for update skip locked
)

-- signing in ---------------------------------------------------------------------------------------------------------

-- name: member_to_prove
select
    id, email, name, role, password_hash is not null as has_password, created_at, created_by, disabled_at, password_hash
from member where email = %(email)s and disabled_at is null

-- name: count_attempt
-- One statement, so that of many attempts at the same moment each sees those before it. After the free ones the next may
-- come in 1, 2, 4 … seconds.
insert into sign_in_wait as known (kind, name_hash, attempt_count, tried_at, opens_at)
values (%(kind)s, %(name_hash)s, 1, %(now)s, '-infinity')
on conflict (kind, name_hash) do update
set
    attempt_count = case when known.tried_at < %(forgotten)s then 1 else known.attempt_count + 1 end,
    tried_at = excluded.tried_at,
    opens_at = case
        when known.tried_at < %(forgotten)s or known.attempt_count < %(free)s::integer then '-infinity'
        else excluded.tried_at + make_interval(secs => least(
            %(longest_s)s::float8, power(2::float8, least(known.attempt_count + 1 - %(free)s::integer, 20)) - 1
        ))
    end
where known.opens_at <= excluded.tried_at
returning attempt_count

-- name: next_attempt
select opens_at from sign_in_wait where kind = %(kind)s and name_hash = %(name_hash)s

-- name: forgive_email
delete from sign_in_wait where kind = %(kind)s and name_hash = %(name_hash)s

-- name: forgive_address
update sign_in_wait set attempt_count = greatest(attempt_count - 1, 0)
where kind = %(kind)s and name_hash = %(name_hash)s

-- name: forget_attempts
delete from sign_in_wait
where (kind, name_hash) in (
    select kind, name_hash from sign_in_wait where tried_at < %(old)s limit %(limit)s for update skip locked
)
