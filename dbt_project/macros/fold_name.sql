{#-
  A name for comparison: lower case, no accents, St and Ste spelt out, anything but letters and digits
  read as one space, a CEDEX ending dropped. Empty gives null. PostgreSQL without contrib extensions.
-#}
{% macro fold_name(text) -%}
    nullif(
        trim(regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        replace(replace(translate(
                            lower({{ text }}),
                            'àâäáãåçéèêëíìîïñóòôöõúùûüýÿ',
                            'aaaaaaceeeeiiiinooooouuuuyy'
                        ), 'œ', 'oe'), 'æ', 'ae'),
                        '[^a-z0-9]+', ' ', 'g'
                    ),
                    '\mste\M', 'sainte', 'g'
                ),
                '\mst\M', 'saint', 'g'
            ),
            '\s+cedex.*$', ''
        )),
        ''
    )
{%- endmacro %}
