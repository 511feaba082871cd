"""Documents of other rooms in cipher. Compressing what cannot be compressed would only cost time: EXTERNAL."""

import django.db.models.deletion
from django.db import migrations, models

from yakuba.platform.tenancy import walls


class Migration(migrations.Migration):
    dependencies = [("secrets", "0001_initial"), ("tenancy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SealedPart",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality", "ref", "part", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ref", models.UUIDField()),
                ("part", models.CharField(max_length=8)),
                ("nonce", models.BinaryField()),
                ("ciphertext", models.BinaryField()),
                ("key_version", models.IntegerField()),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.municipality",
                    ),
                ),
            ],
            options={
                "db_table": "sealed_part",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["municipality", "key_version", "ref"], name="sealed_part_key"),
                ],
            },
        ),
        migrations.RunSQL("ALTER TABLE sealed_part ALTER COLUMN ciphertext SET STORAGE EXTERNAL", migrations.RunSQL.noop),
        walls.TenantWall("sealed_part", ("SELECT", "INSERT", "UPDATE (nonce, ciphertext, key_version)")),
    ]
