from django.db import migrations

# In a restored cluster the entries of the old one carry transaction ids far above the new ones: without the upper bound
# each seal would walk over all of them.
SEAL_ONE = """
CREATE OR REPLACE FUNCTION public.register_seal_one(town integer, at timestamptz) RETURNS bigint LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  here bigint := (SELECT system_identifier FROM pg_control_system());
  oldest_running xid8 := pg_snapshot_xmin(pg_current_snapshot());
  not_yet_given xid8 := pg_snapshot_xmax(pg_current_snapshot());
  last public.register_seal;
  this public.register_seal;
  moved boolean;
  since xid8;
  before xid8;
BEGIN
  IF NOT pg_try_advisory_xact_lock(1936024684, town) THEN
    RETURN NULL;
  END IF;
  SELECT s.* INTO last FROM public.register_seal s WHERE s.municipality_id = town ORDER BY s.sequence DESC LIMIT 1;
  moved := last.cluster IS DISTINCT FROM here;
  since := CASE WHEN moved THEN '0'::xid8 ELSE last.horizon END;
  before := CASE WHEN moved THEN '18446744073709551615'::xid8 ELSE oldest_running END;
  this.municipality_id := town;
  this.sequence := coalesce(last.sequence, 0) + 1;
  WITH fresh AS MATERIALIZED (
    SELECT e.id, e.occurred_at, sha256(convert_to(public.register_line(e), 'UTF8')) AS digest
    FROM public.register_entry e
    WHERE e.municipality_id = town AND e.txid >= since AND e.txid < before
      AND (e.txid < oldest_running OR e.txid >= not_yet_given)
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

# The newest entry below the horizon, by the index on (municipality, transaction id): one probe a municipality each
# second. EXISTS would let the planner bet on an early match and read the whole table where there is none.
PENDING = """
CREATE OR REPLACE FUNCTION public.register_pending() RETURNS SETOF integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_sort = off SET enable_seqscan = off AS $$
  SELECT m.id::integer FROM public.municipality m
  LEFT JOIN LATERAL (SELECT s.horizon, s.cluster FROM public.register_seal s
    WHERE s.municipality_id = m.id ORDER BY s.sequence DESC LIMIT 1) last ON true
  WHERE last.cluster <> (SELECT system_identifier FROM pg_control_system())
    OR (SELECT e.txid FROM public.register_entry e
      WHERE e.municipality_id = m.id AND e.txid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY e.txid DESC LIMIT 1) >= coalesce(last.horizon, '0'::xid8)
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ("register", "0003_no_municipality_check"),
    ]

    operations = [
        migrations.RunSQL(SEAL_ONE),
        migrations.RunSQL(PENDING),
    ]
