"""What became of media, in order, as the database saw it."""

TABLE = """create table ended (id bigint generated always as identity,
    file_id bigint, queued_by bigint);
grant all on ended to talecraft;
create function note_end() returns trigger language plpgsql as $$
begin
    insert into ended (file_id) values (new.id);
    return null;
end $$;
create trigger note_end after update of status on media_files for each row
    when ({when}) execute function note_end()"""


def note_ends(site, when):
    """when: of a row, what counts as its end."""
    site.sql(TABLE.format(when=when))
