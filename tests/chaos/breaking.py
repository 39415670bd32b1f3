"""Ways to break a Tidings, so that it can be seen that the judge sees: each from outside, by what its database does."""

from dataclasses import dataclass

from tests.flow.house import House


@dataclass(frozen=True)
class Break:
    """What is broken, in words; how; and the figure that must show it."""

    words: str
    sql: str
    shown_as: str


BREAKS = {
    "once": Break(
        "one batch in ten is not marked as sent, and the key of inboxes does not guard against the second time",
        """
        create function forget_batch() returns trigger language plpgsql as $$
        begin
            if new.position > old.position and random() < 0.1 then
                new.position := old.position;
                new.done_count := old.done_count;
                new.left_out_count := old.left_out_count;
                new.state := old.state;
                new.ended_at := old.ended_at;
            end if;
            return new;
        end $$;
        create trigger forget_batch before update on batch for each row execute function forget_batch();
        create function evade_key() returns trigger language plpgsql as $$
        begin
            if exists (
                select from entry
                where owner_id = new.owner_id and peer_id = new.peer_id and topic = new.topic
            ) then
                new.topic := new.topic + 1;
            end if;
            return new;
        end $$;
        create trigger evade_key before insert on entry for each row
        when (new.content_id is not null) execute function evade_key();
        create function repeat_quietly() returns trigger language plpgsql as $$
        begin
            if exists (select from ledger where person_id = new.person_id and campaign_id = new.campaign_id) then
                return null;
            end if;
            return new;
        end $$;
        create trigger repeat_quietly before insert on ledger for each row execute function repeat_quietly();
        """,
        "twice",
    ),
    "lost": Break(
        "of every message to a conversation one in five, and of every campaign a few inbox rows, are not kept",
        """
        create function lose_message() returns trigger language plpgsql as $$
        begin
            return null;
        end $$;
        create trigger lose_message before insert on message for each row
        when (abs(hashtext(new.body)) % 5 = 0) execute function lose_message();
        create function lose_entries() returns trigger language plpgsql as $$
        begin
            delete from entry
            where owner_id % 50 = 0 and last_seq = 0 and topic_name = 'campaign/' || new.id;
            return null;
        end $$;
        create trigger lose_entries after update of state on campaign for each row
        when (new.state = 'completed') execute function lose_entries();
        """,
        "lost",
    ),
    "night": Break(
        "every window is open around the clock",
        """
        create function forget_night() returns trigger language plpgsql as $$
        begin
            new.opens_at := new.opens_at - interval '3 days';
            new.closes_at := least(new.closes_at + interval '3 days', '9999-12-31Z');
            return new;
        end $$;
        create trigger forget_night before insert or update on send_window for each row execute function forget_night();
        """,
        "at_night",
    ),
    "opt-out": Break(
        "a refusal is acknowledged and not kept",
        """
        create function forget_refusal() returns trigger language plpgsql as $$
        begin
            return null;
        end $$;
        create trigger forget_refusal before insert or update on consent for each row
        when (not new.is_allowed) execute function forget_refusal();
        """,
        "after_opt_out",
    ),
    "pause": Break(
        "a decision does not wait for the statements of senders, which a slow disk makes long",
        """
        create view public.pg_stat_activity as select * from pg_catalog.pg_stat_activity where false;
        do $$ begin
            execute format('alter database %I set search_path = public, pg_catalog', current_database());
        end $$;
        create function be_slow() returns trigger language plpgsql as $$
        begin
            perform pg_sleep(0.6);
            return null;
        end $$;
        create trigger be_slow after insert on outbox for each statement execute function be_slow();
        """,
        "after_stop",
    ),
}


def break_it(made: House, name: str) -> None:
    """Break a running house in the way of that name; processes that are connected are made to connect anew."""
    with made.connect() as connection:
        connection.execute(BREAKS[name].sql.encode())
        connection.execute(
            "select pg_terminate_backend(pid) from pg_catalog.pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
