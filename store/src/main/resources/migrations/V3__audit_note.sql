-- What policies have to say of a write, as JSON.
alter table audit add column note text;
