-- outbox -------------------------------------------------------------------------------------------------------------

-- fragment: append
-- In: happened(event_id uuid, topic text, key text, payload jsonb), %(now)s. Out: said(id).
said as (
    insert into outbox (event_id, topic, key, payload, occurred_at)
    select event_id, topic, key, payload, %(now)s from happened
    returning id
)

-- name: append_one
insert into outbox (event_id, topic, key, payload, occurred_at)
values (%(event_id)s, %(topic)s, %(key)s, %(payload)s, %(occurred_at)s)
