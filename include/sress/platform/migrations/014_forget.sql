-- A person who objects is named nowhere any more, not in the rows behind past publications either. Their rows stay,
-- under a word that means nobody, so that what was published still adds up (docs/decisions/019).

set local role sress_publisher;
create function publication.forget(pseudonym text) returns table (mart text, changed bigint)
language plpgsql security definer set search_path = pg_catalog
as $$
declare
    nobody constant text := 'efface_' || replace(gen_random_uuid()::text, '-', '');
    place record;
begin
    if pseudonym !~ '^p[0-9]+_[0-9a-f]{32,64}$' then
        raise exception 'not a pseudonym: they look like ''p1_'' and 32 hexadecimal digits';
    end if;
    for place in
        select class.relname, attribute.attname
        from pg_class as class
        inner join pg_attribute as attribute on attribute.attrelid = class.oid
        where
            class.relnamespace = 'publication'::regnamespace and class.relkind = 'r'
            and class.relowner = 'sress_publisher'::regrole
            and attribute.atttypid = 'text'::regtype and attribute.attnum > 0 and not attribute.attisdropped
        order by class.relname collate "C", attribute.attnum
    loop
        -- The publisher may change nothing of what it published; its owner lends itself this column for this statement.
        execute format('grant update (%I) on publication.%I to sress_publisher', place.attname, place.relname);
        execute format(
            'update publication.%1$I set %2$I = replace(%2$I, $1, $2) where position($1 in %2$I) > 0',
            place.relname, place.attname
        ) using pseudonym, nobody;
        get diagnostics changed = row_count;
        execute format('revoke update (%I) on publication.%I from sress_publisher', place.attname, place.relname);
        if changed > 0 then
            mart := place.relname;
            return next;
        end if;
    end loop;
end
$$;
comment on function publication.forget(text) is 'Put a word that means nobody in the place of a pseudonym, in every published row.';
revoke all on function publication.forget(text) from public;
reset role;
