-- leases -------------------------------------------------------------------------------------------------------------
-- Measured by the server's clock, the only one that all holders share.

-- name: hold_lease
insert into lease (name, holder, expires_at)
values (%(name)s, %(holder)s, clock_timestamp() + %(term_s)s * interval '1 second')
on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
where lease.holder = excluded.holder or lease.expires_at <= clock_timestamp()
returning name

-- name: seize_lease
insert into lease (name, holder, expires_at)
values (%(name)s, %(holder)s, clock_timestamp() + %(term_s)s * interval '1 second')
on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at

-- name: release_lease
delete from lease where name = %(name)s and holder = %(holder)s

-- fragment: held
-- In: %(lease_name)s, %(lease_holder)s. A row while that holder may act: for statements that must not run beside a
-- successor's.
held as (
    select 1 from lease
    where name = %(lease_name)s and holder = %(lease_holder)s and expires_at > clock_timestamp()
)
