"""What was published is neither changed nor deleted, only closed on a day: the database itself refuses the rest."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION own_procedure_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.state = 'published' AND (TG_OP = 'DELETE' OR
        (NEW.code, NEW.version, NEW.state, NEW.definition, NEW.title, NEW.valid_from, NEW.published_at)
        IS DISTINCT FROM
        (OLD.code, OLD.version, OLD.state, OLD.definition, OLD.title, OLD.valid_from, OLD.published_at))
    THEN
        RAISE EXCEPTION 'a published procedure is not changed: % version %', OLD.code, OLD.version;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
TRIGGER = """
CREATE TRIGGER own_procedure_stays BEFORE UPDATE OR DELETE ON own_procedure
    FOR EACH ROW EXECUTE FUNCTION own_procedure_stays()
"""


class Migration(migrations.Migration):

    dependencies = [("cases", "0003_own_procedures")]

    operations = [
        migrations.RunSQL([FUNCTION, TRIGGER], [
            "DROP TRIGGER own_procedure_stays ON own_procedure", "DROP FUNCTION own_procedure_stays()",
        ]),
    ]
