"""Where something changed that the list of open procedures is made of, in one question over all town halls."""

from django.db import migrations

from yakuba.platform.tenancy import walls

STAMPS = """
CREATE FUNCTION catalogue_stamps() RETURNS TABLE (municipality_id smallint, stamp text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
SELECT x.municipality_id, pg_catalog.string_agg(x.part, '/' ORDER BY x.part) FROM (
  SELECT v.municipality_id, 'values ' || pg_catalog.count(*) || ' ' || pg_catalog.max(v.set_at) AS part
  FROM public.parameter_value v GROUP BY v.municipality_id
  UNION ALL
  SELECT o.municipality_id, pg_catalog.concat_ws(' ', 'own', o.code, o.version, o.valid_from, o.valid_until)
  FROM public.own_procedure o WHERE o.state = 'published'
) x GROUP BY x.municipality_id
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0001_initial"),
        ("parameters", "0001_initial"),
        ("cases", "0004_published_stay"),
    ]

    operations = [
        walls.Door(
            "catalogue_stamps()",
            STAMPS,
            "operator",
            (
                walls.Reach("parameter_value", ("SELECT (municipality_id, set_at)",)),
                walls.Reach(
                    "own_procedure", ("SELECT (municipality_id, code, version, state, valid_from, valid_until)",)
                ),
            ),
        ),
    ]
