-- Whoever is given an allowance without a limit while people use the chat rests as long as it works.
alter table allowance add column gives_way boolean not null default false;
