-- The shop's own database. Nothing in it is about messages: those are in Tidings, which knows people by `person.id`.
create table if not exists person (
    id text primary key,
    name text not null,
    town text not null,
    language text not null,
    zone text not null,
    joined text not null,
    face integer not null
);
create table if not exists listing (
    id integer primary key,
    seller text not null references person (id),
    kind text not null,
    colour text not null,
    number integer not null,
    title text not null,
    text text not null,
    cents integer not null check (cents > 0),
    condition text not null,
    town text not null,
    listed_at real not null,
    is_sold integer not null default 0
);
create index if not exists listing_seller on listing (seller);
create table if not exists offer (
    id integer primary key,
    listing_id integer not null references listing (id),
    buyer text not null references person (id),
    cents integer not null check (cents > 0),
    state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'too late')),
    made_at real not null
);
create unique index if not exists one_open_offer on offer (listing_id, buyer) where state = 'open';
-- Work for later: a row is queued with the change that asks for it, so that neither is there without the other.
create table if not exists job (
    id integer primary key,
    kind text not null,
    told text not null,
    queued_at real not null,
    due_at real not null,
    done_at real,
    try_count integer not null default 0,
    error text
);
create index if not exists job_waiting on job (due_at) where done_at is null;
create virtual table if not exists search using fts5 (title, words, text, tokenize = 'unicode61 remove_diacritics 2');
