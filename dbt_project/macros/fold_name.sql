{#-
  A name for comparison: lower case, no accents, St and Ste spelt out, anything but letters and digits
  read as one space, a CEDEX ending dropped. Empty gives null. The upper-case accents are listed
  because lower() leaves them alone in a database of locale C; no contrib extension is needed.
-#}
{% macro fold_name(text) -%}
    nullif(
        trim(regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        lower(translate(
                            replace(replace(replace(replace({{ text }}, 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'),
                            'àâäáãåçéèêëíìîïñóòôöõúùûüýÿÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝŸ',
                            'aaaaaaceeeeiiiinooooouuuuyyaaaaaaceeeeiiiinooooouuuuyy'
                        )),
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
