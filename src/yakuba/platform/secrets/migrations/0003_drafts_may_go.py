"""The part ``draft`` (a file a clerk uploaded and nobody has signed for) may be deleted; every other part stays."""

from django.db import migrations

from yakuba.platform.tenancy import walls


class Migration(migrations.Migration):
    dependencies = [("secrets", "0002_sealed_part")]

    operations = [
        walls.Narrowed("sealed_part", "DELETE", "part = 'draft'"),
    ]
