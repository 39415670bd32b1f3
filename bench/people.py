"""People for the benches, made inside the server: 40 zones in turn, two attributes to speak of, 4 % opted out."""

from bench.report import say
from tidings.audience import zones
from tidings.core import clock, db

CATEGORY = "promotions"
OPTED_OUT_ONE_IN = 25
# fmt: off
ZONES = [
    "Europe/Lisbon", "Europe/Madrid", "Europe/Paris", "Europe/London", "Europe/Berlin", "Europe/Rome",
    "Europe/Vienna", "Europe/Prague", "Europe/Warsaw", "Europe/Athens", "Europe/Bucharest", "Europe/Helsinki",
    "Europe/Istanbul", "Africa/Casablanca", "Africa/Lagos", "Africa/Cairo", "Africa/Nairobi",
    "Africa/Johannesburg", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok",
    "Asia/Jakarta", "Asia/Manila", "Asia/Singapore", "Asia/Seoul", "Asia/Tokyo", "Australia/Perth",
    "Australia/Sydney", "Pacific/Auckland", "America/Sao_Paulo", "America/Bogota", "America/Lima",
    "America/Santiago", "America/Mexico_City", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles",
]
# fmt: on
_FILL = """
    insert into person (external_id, name, attributes, locale, zone_id, registered_at, last_active_at, updated_at)
    select 'user-' || n, 'Person ' || n,
        jsonb_build_object(
            'town', (array['Valencia', 'Porto', 'Kraków', 'Lyon', 'Bergen', 'Graz', 'Utrecht', 'Thessaloniki'])
                [1 + n %% 8],
            'listing', (array['a mountain bike', 'an oak table', 'a pram', 'two concert tickets', 'a camera'])
                [1 + n %% 5],
            'listings_count', n %% 13
        ),
        'en', (%(zone_ids)s::smallint[])[1 + n %% 40], %(now)s, %(now)s, %(now)s
    from generate_series(1, %(count)s) as n
    order by n
"""
_OPT_OUT = """
    insert into consent (person_id, category, is_allowed, source, decided_at)
    select id, %(category)s, false, 'bench', %(now)s from person where id %% %(one_in)s = 0
"""


def fill(connection: db.Connection, count: int) -> None:
    """Make `count` people with the ids 1 to `count`; neighbours by id live in different zones."""
    say(f"making {count:,} people")
    number_of = zones.ids(connection)
    now = clock.now()
    db.run(connection, _FILL, count=count, zone_ids=[number_of[name] for name in ZONES], now=now)
    db.run(connection, _OPT_OUT, category=CATEGORY, one_in=OPTED_OUT_ONE_IN, now=now)
    connection.execute("vacuum (analyze) person, consent")


def reached_count(count: int) -> int:
    """How many of `count` people did not opt out."""
    return count - count // OPTED_OUT_ONE_IN
