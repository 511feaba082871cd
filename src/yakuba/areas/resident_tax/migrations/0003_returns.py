"""Resident-tax returns: versions are only added."""

import django.db.models.deletion
import yakuba.platform.tenancy.base
from django.db import migrations, models

from yakuba.platform.tenancy import walls

# What a version says stays; only that it is no longer the newest may be written, once.
VERSION_STAYS = """
CREATE FUNCTION tax_return_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NOT OLD.is_latest OR NEW.is_latest
     OR to_jsonb(OLD) - 'is_latest' IS DISTINCT FROM to_jsonb(NEW) - 'is_latest' THEN
    RAISE EXCEPTION 'a version of a return stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tax_return_stays BEFORE UPDATE OR DELETE ON tax_return
  FOR EACH ROW EXECUTE FUNCTION tax_return_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('addressee', '0001_initial'),
        ('resident_tax', '0002_assessments'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TaxReturnVersion',
            fields=[
                ('pk', models.CompositePrimaryKey('municipality', 'fiscal_year', 'addressee_number', 'version', blank=True, editable=False, primary_key=True, serialize=False)),
                ('fiscal_year', models.PositiveSmallIntegerField()),
                ('addressee_number', models.BigIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('is_latest', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('filed', '申告あり'), ('withdrawn', '取下げ')], max_length=10)),
                ('channel', models.CharField(choices=[('desk', '窓口・郵送（職員の入力）'), ('portal', 'オンライン'), ('counter', '窓口（書かない窓口）')], max_length=8)),
                ('filed_on', models.DateField()),
                ('no_income', models.BooleanField()),
                ('content', models.JSONField()),
                ('reason', models.CharField(default='', max_length=400)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_name', models.CharField(max_length=100)),
                ('case_id', models.UUIDField(null=True)),
                ('addressee', yakuba.platform.tenancy.base.TenantForeignKey(from_fields=('municipality', 'addressee_number'), on_delete=django.db.models.deletion.PROTECT, related_name='+', to='addressee.addressee', to_fields=('municipality', 'addressee_number'))),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'db_table': 'tax_return',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='taxreturnversion',
            constraint=models.UniqueConstraint(condition=models.Q(('is_latest', True)), fields=('municipality', 'fiscal_year', 'addressee_number'), name='tax_return_latest'),
        ),
        migrations.AddIndex(
            model_name='taxreturnversion',
            index=models.Index(condition=models.Q(('is_latest', True)), fields=['municipality', 'fiscal_year', 'recorded_at'], name='tax_return_year'),
        ),
        migrations.AddConstraint(
            model_name='taxreturnversion',
            constraint=yakuba.platform.tenancy.base.TenantForeignKeyConstraint(key='addressee_number', name='tax_return_addressee', ref='addressee_number', to='addressee.Addressee'),
        ),
        walls.TenantWall("tax_return", ("SELECT", "INSERT", "UPDATE")),
        migrations.RunSQL(VERSION_STAYS, migrations.RunSQL.noop),
    ]
