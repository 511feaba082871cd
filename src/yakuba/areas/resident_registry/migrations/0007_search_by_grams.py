"""A search reads the index of grams alone, not everyone of the town beside it."""

from pathlib import Path

from django.db import migrations

from yakuba.platform.tenancy import walls

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [("resident_registry", "0006_load_profile")]

    operations = [
        walls.Door(
            "find_people(bigint[], text, text, text, boolean, boolean, date, date, text, int)",
            (SQL / "find_people_by_grams.sql").read_text(),
            owner="search",
            reaches=(walls.Reach("search_entry", ("SELECT",)),),
        ),
    ]
