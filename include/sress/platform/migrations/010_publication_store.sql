-- The publication store: a session may pin an older publication, the next one can be held, and every turn of
-- the pointer is kept with who turned it, when and why. The pointer and the status of a publication change through
-- these functions only: nothing turns it without a line in the history.

alter table publication.publication
    add column published_by text,
    add column verdicts jsonb not null default '[]',
    add column content jsonb not null default '{}';
comment on column publication.publication.deliveries is 'The deliveries in force in the build, with their sha256.';
comment on column publication.publication.verdicts is
    'The verdicts that opened the gate: their numbers, suites with sha256, and what failed without stopping it.';
comment on column publication.publication.content is
    'Rows and fingerprint of each mart as it was built; content_sha256 is the fingerprint of them all.';

create table ops.publication_turn (
    turn_id bigint generated always as identity primary key,
    kind text not null check (kind in ('publish', 'rollback')),
    publication_id bigint not null references publication.publication,
    former_id bigint references publication.publication,
    withdrawn bigint[] not null default '{}',
    turned_by text not null check (turned_by <> ''),
    why text check (why <> ''),
    turned_at timestamptz not null default clock_timestamp(),
    check (kind = 'publish' or why is not null)
);
create index on ops.publication_turn (publication_id);
comment on table ops.publication_turn is
    'Append-only: which publication was served from when on, in place of which, who turned the pointer and why.';
comment on column ops.publication_turn.withdrawn is 'The publications that this rollback took back.';

create table ops.publication_hold (
    hold_id bigint generated always as identity primary key,
    held_by text not null check (held_by <> ''),
    why text not null check (why <> ''),
    held_at timestamptz not null default clock_timestamp()
);
create table ops.publication_release (
    hold_id bigint primary key references ops.publication_hold,
    released_by text not null check (released_by <> ''),
    why text check (why <> ''),
    released_at timestamptz not null default clock_timestamp()
);
comment on table ops.publication_hold is 'Append-only: who held what was next to be published, and why.';
comment on table ops.publication_release is 'Append-only: who let publications go on.';

create view ops.publication_held as
select
    hold.hold_id,
    hold.held_by,
    hold.why,
    hold.held_at
from ops.publication_hold as hold
where not exists (select from ops.publication_release as release where release.hold_id = hold.hold_id);
comment on view ops.publication_held is 'The hold in force, if any: at most one row.';

grant select on ops.publication_turn, ops.publication_hold, ops.publication_release, ops.publication_held
    to sress_publisher, sress_engineer;

-- What was served before the history began.
insert into ops.publication_turn (kind, publication_id, former_id, turned_by, turned_at)
select
    'publish', publication_id, lag(publication_id) over (order by publication_id), 'inconnu', published_at
from publication.publication
where status in ('published', 'rolled_back')
order by publication_id;

revoke insert, update on publication.current_publication from sress_publisher;
revoke update on publication.publication from sress_publisher;

-- The publication that this session reads: pinned, or served. Whoever writes the setting by hand gets no further
-- than pin() would let them: it is judged here, once a query (the views ask in a sub-select).
create or replace function publication.current_id() returns bigint
language plpgsql stable security definer set search_path = pg_catalog
as $$
declare
    pinned constant text := current_setting('sress.publication', true);
    status text;
begin
    if pinned is null or pinned = '' then
        return (select served.publication_id from publication.current_publication as served);
    end if;
    if pinned ~ '^[0-9]{1,18}$' then
        select one.status into status
        from publication.publication as one
        where one.publication_id = pinned::bigint;
    end if;
    -- The role taken on by the session: within a SECURITY DEFINER function current_user is its owner.
    if status = 'published' or status = 'rolled_back' and pg_has_role(
        (case current_setting('role') when 'none' then session_user::text else current_setting('role') end)::name,
        'sress_engineer', 'usage'
    ) then
        return pinned::bigint;
    end if;
    raise exception 'La publication n° % ne peut pas être lue : elle n''existe pas, n''a jamais été servie ou a été retirée.',
        pinned
        using errcode = 'object_not_in_prerequisite_state',
        hint = 'select publication.unpin() revient à la publication servie.';
end
$$;
comment on function publication.current_id() is
    'The publication that marts.* show: the one pinned by this session, else the served one; null before the first.';

create function publication.pin(id bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog
as $$
begin
    if id is null then
        raise exception 'Quelle publication ? pin(null) ne dit rien.' using errcode = 'null_value_not_allowed';
    end if;
    perform set_config('sress.publication', id::text, false);
    return publication.current_id();
end
$$;
comment on function publication.pin(bigint) is
    'Reads marts.* as of this publication until unpin() or the end of the session. Published ids only; one that was rolled back for the engineer.';

create function publication.unpin() returns void
language plpgsql security definer set search_path = pg_catalog
as $$
begin
    perform set_config('sress.publication', '', false);
end
$$;
comment on function publication.unpin() is 'Reads the served publication again.';

create function publication.hold(why text, held_by text) returns bigint
language plpgsql security definer set search_path = pg_catalog
as $$
declare
    held ops.publication_held;
    made bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended('sress.publication', 0));
    select * into held from ops.publication_held;
    if found then
        raise exception 'Les publications sont déjà retenues par %, depuis le % : %',
            held.held_by, to_char(held.held_at at time zone 'Europe/Paris', 'DD/MM/YYYY HH24:MI'), held.why
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    insert into ops.publication_hold (held_by, why) values (trim(hold.held_by), trim(hold.why))
    returning hold_id into made;
    return made;
end
$$;
comment on function publication.hold(text, text) is 'Nothing is published from now on, until release().';

create function publication.release(why text, released_by text) returns bigint
language plpgsql security definer set search_path = pg_catalog
as $$
declare
    held ops.publication_held;
begin
    perform pg_advisory_xact_lock(hashtextextended('sress.publication', 0));
    select * into held from ops.publication_held;
    if not found then
        raise exception 'Aucune publication n''est retenue.' using errcode = 'object_not_in_prerequisite_state';
    end if;
    insert into ops.publication_release (hold_id, released_by, why)
    values (held.hold_id, trim(release.released_by), nullif(trim(release.why), ''));
    return held.hold_id;
end
$$;
comment on function publication.release(text, text) is 'Publications go on: the next run publishes, or sress publish.';

create function publication.serve(id bigint, turned_by text) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
declare
    held ops.publication_held;
    former bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended('sress.publication', 0));
    select * into held from ops.publication_held;
    if found then
        raise exception 'Publication retenue par % : %', held.held_by, held.why
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    if not exists (
        select from publication.publication as one where one.publication_id = serve.id and one.status = 'published'
    ) then
        raise exception 'La publication n° % n''existe pas ou a été retirée.', id
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    select pointer.publication_id into former from publication.current_publication as pointer;
    update publication.current_publication as pointer set publication_id = serve.id;
    insert into ops.publication_turn (kind, publication_id, former_id, turned_by)
    values ('publish', serve.id, former, trim(serve.turned_by));
end
$$;
comment on function publication.serve(bigint, text) is 'Serves a publication whose rows are in, from the commit on.';

create function publication.rollback(target bigint, why text, turned_by text) returns bigint
language plpgsql security definer set search_path = pg_catalog
as $$
declare
    former bigint;
    aim bigint := target;
    taken_back bigint[];
begin
    perform pg_advisory_xact_lock(hashtextextended('sress.publication', 0));
    select pointer.publication_id into former from publication.current_publication as pointer;
    if aim is null then
        select max(one.publication_id) into aim
        from publication.publication as one
        where one.status = 'published' and one.publication_id < former;
        if aim is null then
            raise exception 'Il n''y a pas de publication antérieure à servir.'
                using errcode = 'object_not_in_prerequisite_state';
        end if;
    elsif not exists (
        select from publication.publication as one
        where one.publication_id = aim and one.status in ('published', 'rolled_back')
    ) then
        raise exception 'La publication n° % n''existe pas ou n''a jamais été servie.', aim
            using errcode = 'object_not_in_prerequisite_state';
    elsif aim = former then
        raise exception 'La publication n° % est déjà servie.', aim
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    with turned as (
        update publication.publication as one set status = 'rolled_back'
        where one.publication_id > aim and one.status = 'published'
        returning one.publication_id
    )
    select coalesce(array_agg(publication_id order by publication_id), '{}') into taken_back from turned;
    update publication.publication as one set status = 'published' where one.publication_id = aim;
    update publication.current_publication as pointer set publication_id = aim;
    insert into ops.publication_turn (kind, publication_id, former_id, withdrawn, turned_by, why)
    values ('rollback', aim, former, taken_back, trim(rollback.turned_by), trim(rollback.why));
    return aim;
end
$$;
comment on function publication.rollback(bigint, text, text) is
    'Serves an earlier publication again (null: the one before); those after it are marked and kept.';

revoke all on function
    publication.pin(bigint), publication.unpin(), publication.hold(text, text), publication.release(text, text),
    publication.serve(bigint, text), publication.rollback(bigint, text, text)
from public;
grant execute on function publication.pin(bigint), publication.unpin() to sress_bi, sress_engineer;
grant execute on function
    publication.hold(text, text), publication.release(text, text), publication.serve(bigint, text),
    publication.rollback(bigint, text, text)
to sress_publisher;
