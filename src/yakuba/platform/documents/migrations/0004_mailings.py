# Letters made many at once: lists, files and letters of a mailing

import django.db.models.deletion
import yakuba.platform.tenancy.base
import yakuba.platform.tenancy.ids
from django.db import migrations, models

from yakuba.platform.tenancy import walls


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_signature'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('pk', models.CompositePrimaryKey('municipality', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=yakuba.platform.tenancy.ids.new_uuid7, editable=False)),
                ('kind', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=120)),
                ('about', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('making', '作成中'), ('made', '作成済み')], default='making', max_length=8)),
                ('letters', models.PositiveIntegerField(default=0)),
                ('held', models.PositiveIntegerField(default=0)),
                ('pages', models.PositiveIntegerField(default=0)),
                ('job_id', models.UUIDField(null=True)),
                ('started_at', models.DateTimeField()),
                ('started_by_name', models.CharField(max_length=100)),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'db_table': 'document_mailing',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='MailingFile',
            fields=[
                ('pk', models.CompositePrimaryKey('municipality', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=yakuba.platform.tenancy.ids.new_uuid7, editable=False)),
                ('mailing_id', models.UUIDField()),
                ('position', models.PositiveIntegerField()),
                ('letters', models.PositiveIntegerField()),
                ('pages', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('mailing', yakuba.platform.tenancy.base.TenantForeignKey(from_fields=('municipality', 'mailing_id'), on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.mailing', to_fields=('municipality', 'id'))),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'db_table': 'document_mailing_file',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='MailingLetter',
            fields=[
                ('pk', models.CompositePrimaryKey('municipality', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=yakuba.platform.tenancy.ids.new_uuid7, editable=False)),
                ('mailing_id', models.UUIDField()),
                ('place', models.PositiveIntegerField()),
                ('position', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=40)),
                ('addressee_number', models.BigIntegerField(null=True)),
                ('subject', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('waiting', '作成待ち'), ('made', '作成済み'), ('held', '送れない')], default='waiting', max_length=8)),
                ('why', models.CharField(default='', max_length=200)),
                ('mailing', yakuba.platform.tenancy.base.TenantForeignKey(from_fields=('municipality', 'mailing_id'), on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.mailing', to_fields=('municipality', 'id'))),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'db_table': 'document_mailing_letter',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.UniqueConstraint(fields=('municipality', 'kind', 'key'), name='document_mailing_once'),
        ),
        migrations.AddConstraint(
            model_name='mailingfile',
            constraint=models.UniqueConstraint(fields=('municipality', 'mailing_id', 'position'), name='document_mailing_file_once'),
        ),
        migrations.AddConstraint(
            model_name='mailingfile',
            constraint=yakuba.platform.tenancy.base.TenantForeignKeyConstraint(key='id', name='document_mailing_file_of', ref='mailing_id', to='documents.Mailing'),
        ),
        migrations.AddIndex(
            model_name='mailingletter',
            index=models.Index(fields=['municipality', 'mailing_id', 'position', 'place'], name='document_mailing_order'),
        ),
        migrations.AddIndex(
            model_name='mailingletter',
            index=models.Index(fields=['municipality', 'addressee_number'], name='document_mailing_person'),
        ),
        migrations.AddConstraint(
            model_name='mailingletter',
            constraint=models.UniqueConstraint(fields=('municipality', 'mailing_id', 'place'), name='document_mailing_place'),
        ),
        migrations.AddConstraint(
            model_name='mailingletter',
            constraint=yakuba.platform.tenancy.base.TenantForeignKeyConstraint(key='id', name='document_mailing_letter_of', ref='mailing_id', to='documents.Mailing'),
        ),
        walls.TenantWall("document_mailing", ("SELECT", "INSERT", "UPDATE (job_id, state, letters, held, pages)")),
        walls.TenantWall("document_mailing_file", ("SELECT", "INSERT")),
        walls.TenantWall("document_mailing_letter", ("SELECT", "INSERT", "UPDATE (state, why)")),
    ]
