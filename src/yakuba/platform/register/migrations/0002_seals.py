from django.db import migrations

from yakuba.platform.tenancy import walls

# The canonical line of an entry and of a seal: JSON arrays whose columns verifier.py explains. What is hashed is
# exactly what an export holds, so a verifier never has to build a line again.
LINES = """
CREATE FUNCTION public.register_micros(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT (extract(epoch FROM at) * 1000000)::bigint $$;
CREATE FUNCTION public.register_line(e public.register_entry) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT json_build_array(e.id, e.municipality_id, (extract(epoch FROM e.occurred_at) * 1000000)::bigint,
    e.actor_id, e.actor_name, e.duty, e.place, e.terminal, e.act, e.subjects, e.items, e.purpose, e.case_id, e.outcome,
    e.detail, e.txid::text)::text $$;
CREATE FUNCTION public.register_seal_line(s public.register_seal) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT json_build_array(s.sequence, s.municipality_id, s.rows, encode(s.rows_digest, 'hex'),
    public.register_micros(s.first_at), public.register_micros(s.last_at), encode(s.previous_head, 'hex'),
    public.register_micros(s.sealed_at), s.horizon::text, s.cluster::text)::text $$;
"""

# Only what is older than the oldest running transaction is sealed: a commit that comes late has a transaction id at or
# above the horizon and is found by the next seal. In a restored cluster transaction ids begin anew, so the horizon of
# the last seal means nothing there: the first seal then looks at every entry, old ones (ids "in the future") included,
# and is written even when nothing was left, because it carries the new cluster's horizon. What belongs to a seal is
# said by register_sealed alone, never by comparing ids.
SEAL_ONE = """
CREATE FUNCTION public.register_seal_one(town integer, at timestamptz) RETURNS bigint LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  here bigint := (SELECT system_identifier FROM pg_control_system());
  oldest_running xid8 := pg_snapshot_xmin(pg_current_snapshot());
  not_yet_given xid8 := pg_snapshot_xmax(pg_current_snapshot());
  last public.register_seal;
  this public.register_seal;
  moved boolean;
  since xid8;
BEGIN
  IF NOT pg_try_advisory_xact_lock(1936024684, town) THEN
    RETURN NULL;
  END IF;
  SELECT s.* INTO last FROM public.register_seal s WHERE s.municipality_id = town ORDER BY s.sequence DESC LIMIT 1;
  moved := last.cluster IS DISTINCT FROM here;
  since := CASE WHEN moved THEN '0'::xid8 ELSE last.horizon END;
  this.municipality_id := town;
  this.sequence := coalesce(last.sequence, 0) + 1;
  WITH fresh AS MATERIALIZED (
    SELECT e.id, e.occurred_at, sha256(convert_to(public.register_line(e), 'UTF8')) AS digest
    FROM public.register_entry e
    WHERE e.municipality_id = town AND e.txid >= since
      AND (e.txid < oldest_running OR (moved AND e.txid >= not_yet_given))
      AND NOT EXISTS (SELECT FROM public.register_sealed s WHERE s.municipality_id = town AND s.entry_id = e.id)
  ), noted AS (
    INSERT INTO public.register_sealed (municipality_id, entry_id, sequence)
    SELECT town, f.id, this.sequence FROM fresh f ORDER BY f.id
  )
  SELECT count(*), sha256(coalesce(string_agg(f.digest, ''::bytea ORDER BY f.id), ''::bytea)),
         min(f.occurred_at), max(f.occurred_at)
  INTO this.rows, this.rows_digest, this.first_at, this.last_at FROM fresh f;
  IF this.rows = 0 AND (last.sequence IS NULL OR NOT moved) THEN
    RETURN 0;
  END IF;
  this.previous_head := coalesce(last.head, sha256(convert_to('yakuba-register-1 ' || town, 'UTF8')));
  this.sealed_at := at;
  this.horizon := oldest_running;
  this.cluster := here;
  this.head := sha256(convert_to(public.register_seal_line(this), 'UTF8'));
  INSERT INTO public.register_seal SELECT this.*;
  RETURN this.rows;
END $$
"""

PENDING = """
CREATE FUNCTION public.register_pending() RETURNS SETOF integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT m.id::integer FROM public.municipality m
  LEFT JOIN LATERAL (SELECT s.horizon, s.cluster FROM public.register_seal s
    WHERE s.municipality_id = m.id ORDER BY s.sequence DESC LIMIT 1) last ON true
  WHERE last.cluster <> (SELECT system_identifier FROM pg_control_system())
    OR EXISTS (SELECT FROM public.register_entry e WHERE e.municipality_id = m.id
      AND e.txid >= coalesce(last.horizon, '0'::xid8) AND e.txid < pg_snapshot_xmin(pg_current_snapshot()))
$$
"""

# Adds the open municipality itself; the owner is not bound by row-level security, under which the array index of
# household views and hit lists could not be used.
ABOUT = """
CREATE FUNCTION public.register_about(subject bigint, since timestamptz, until timestamptz, cap integer)
RETURNS TABLE (entry_id uuid, at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  (SELECT e.id, e.occurred_at FROM public.register_entry e
   WHERE e.municipality_id = current_setting('yakuba.municipality')::int AND cardinality(e.subjects) = 1
     AND e.subjects[1] = subject AND e.occurred_at >= since AND e.occurred_at < until
   ORDER BY e.occurred_at DESC LIMIT least(cap, 10000))
  UNION ALL
  (SELECT e.id, e.occurred_at FROM public.register_entry e
   WHERE e.municipality_id = current_setting('yakuba.municipality')::int AND cardinality(e.subjects) > 1
     AND public.register_keys(e.municipality_id::bigint, e.subjects)
       @> ARRAY[hashint8extended(subject, current_setting('yakuba.municipality')::bigint)]
     AND subject = ANY (e.subjects) AND e.occurred_at >= since AND e.occurred_at < until
   ORDER BY e.occurred_at DESC LIMIT least(cap, 10000))
  ORDER BY 2 DESC LIMIT least(cap, 10000)
$$
"""

READS = ("SELECT",)
AUDITOR = (
    walls.Reach("register_entry", READS),
    walls.Reach("register_seal", ("SELECT", "INSERT")),
    walls.Reach("register_sealed", ("SELECT", "INSERT")),
)


class Migration(migrations.Migration):

    dependencies = [
        ("register", "0001_initial"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(LINES),
        walls.Grant("municipality", READS, to="auditor"),
        walls.Door("register_seal_one(integer, timestamptz)", SEAL_ONE, "auditor", AUDITOR),
        walls.Door("register_pending()", PENDING, "auditor"),
        walls.Door(
            "register_about(bigint, timestamptz, timestamptz, integer)",
            ABOUT,
            "search",
            (walls.Reach("register_entry", READS),),
        ),
    ]
