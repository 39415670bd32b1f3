-- Whoever is given an allowance while people use the chat rests as long as it works: their requests go first.
alter table allowance add column gives_way boolean not null default false;
