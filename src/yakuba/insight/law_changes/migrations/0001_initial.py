import django.db.models.deletion
from django.db import migrations, models

import yakuba.platform.tenancy.base
import yakuba.platform.tenancy.ids
from yakuba.platform.tenancy import walls


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('addressee', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LawStudy',
            fields=[
                ('pk', models.CompositePrimaryKey('municipality', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=yakuba.platform.tenancy.ids.new_uuid7, editable=False)),
                ('number', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('what_if', '試算'), ('rehearsal', '予行')], max_length=10)),
                ('state', models.CharField(choices=[('computing', '計算中'), ('done', '計算済み')], default='computing', max_length=10)),
                ('title', models.CharField(max_length=100)),
                ('scheme', models.CharField(max_length=40)),
                ('period', models.CharField(max_length=7)),
                ('material', models.CharField(default='', max_length=7)),
                ('bill', models.JSONField(default=dict)),
                ('package', models.CharField(default='', max_length=80)),
                ('file_hash', models.CharField(default='', max_length=64)),
                ('file_name', models.CharField(default='', max_length=200)),
                ('result', models.JSONField(default=dict)),
                ('refused', models.JSONField(default=list)),
                ('refused_count', models.PositiveIntegerField(default=0)),
                ('job_id', models.UUIDField(null=True)),
                ('created_by', models.UUIDField(null=True)),
                ('created_by_name', models.CharField(default='', max_length=100)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'db_table': 'law_study',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='LawStudyPerson',
            fields=[
                ('pk', models.CompositePrimaryKey('municipality', 'study_id', 'addressee_number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('study_id', models.UUIDField()),
                ('addressee_number', models.BigIntegerField()),
                ('rank', models.PositiveSmallIntegerField()),
                ('before', models.BigIntegerField()),
                ('after', models.BigIntegerField()),
                ('addressee', yakuba.platform.tenancy.base.TenantForeignKey(from_fields=('municipality', 'addressee_number'), on_delete=django.db.models.deletion.PROTECT, related_name='+', to='addressee.addressee', to_fields=('municipality', 'addressee_number'))),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('study', yakuba.platform.tenancy.base.TenantForeignKey(from_fields=('municipality', 'study_id'), on_delete=django.db.models.deletion.PROTECT, related_name='+', to='law_changes.lawstudy', to_fields=('municipality', 'id'))),
            ],
            options={
                'db_table': 'law_study_person',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='lawstudy',
            constraint=models.UniqueConstraint(fields=('municipality', 'number'), name='law_study_number'),
        ),
        migrations.AddConstraint(
            model_name='lawstudyperson',
            constraint=yakuba.platform.tenancy.base.TenantForeignKeyConstraint(key='id', name='law_study_person_of', ref='study_id', to='law_changes.LawStudy'),
        ),
        migrations.AddConstraint(
            model_name='lawstudyperson',
            constraint=yakuba.platform.tenancy.base.TenantForeignKeyConstraint(key='addressee_number', name='law_study_person_addressee', ref='addressee_number', to='addressee.Addressee'),
        ),
        walls.TenantWall("law_study", ("SELECT", "INSERT", "UPDATE")),
        walls.TenantWall("law_study_person", ("SELECT", "INSERT", "DELETE")),
    ]
