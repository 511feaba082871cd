"""Which town halls have something to send, in one question: the post need not look at each of a thousand."""

from django.db import migrations

from yakuba.platform.tenancy import walls

DUE = """
CREATE FUNCTION portal_post_due() RETURNS TABLE (municipality_id smallint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
SELECT l.municipality_id FROM public.portal_letter_out l WHERE l.sent_at IS NULL
UNION
SELECT m.municipality_id FROM public.portal_mail_out m WHERE m.sent_at IS NULL AND m.next_try <= pg_catalog.now()
$$
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_uploads")]

    operations = [
        walls.PortalDoor(
            "portal_post_due()",
            DUE,
            "operator",
            (
                walls.Reach("portal_letter_out", ("SELECT (municipality_id, sent_at)",)),
                walls.Reach("portal_mail_out", ("SELECT (municipality_id, sent_at, next_try)",)),
            ),
        ),
    ]
