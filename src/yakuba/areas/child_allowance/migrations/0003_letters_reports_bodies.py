# Letters made many at once, bodies that receive, and the yearly report

import django.db.models.deletion
import yakuba.platform.tenancy.base
import yakuba.platform.tenancy.ids
from django.db import migrations, models

from yakuba.platform.tenancy import walls


class Migration(migrations.Migration):

    dependencies = [
        ('addressee', '0001_initial'),
        ('child_allowance', '0002_paying'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='allowanceversion',
            name='kind',
            field=models.CharField(choices=[('claimed', '認定'), ('amount', '額改定'), ('confirmed', '確認書'), ('account', '口座変更'), ('held', '差止'), ('resumed', '差止の解除'), ('grounds', '現況届の対象'), ('reported', '現況届'), ('placed', '入所'), ('left', '退所'), ('ended', '消滅')], max_length=12),
        ),
        migrations.CreateModel(
            name='AllowanceBody',
            fields=[
                ('pk', models.CompositePrimaryKey('municipality', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=yakuba.platform.tenancy.ids.new_uuid7, editable=False)),
                ('addressee_number', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('home', '児童養護施設'), ('infants', '乳児院'), ('foster', '里親'), ('family_home', 'ファミリーホーム（小規模住居型児童養育事業）'), ('disabled', '障害児入所施設等'), ('other', 'その他の施設'), ('guardian', '法人である未成年後見人')], max_length=12)),
                ('name', models.CharField(max_length=100)),
                ('representative', models.CharField(default='', max_length=100)),
                ('postcode', models.CharField(max_length=7)),
                ('address', models.CharField(max_length=200)),
                ('telephone', models.CharField(default='', max_length=20)),
                ('changed_at', models.DateTimeField()),
                ('changed_by_name', models.CharField(max_length=100)),
                ('addressee', yakuba.platform.tenancy.base.TenantForeignKey(from_fields=('municipality', 'addressee_number'), on_delete=django.db.models.deletion.PROTECT, related_name='+', to='addressee.addressee', to_fields=('municipality', 'addressee_number'))),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'db_table': 'allowance_body',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('pk', models.CompositePrimaryKey('municipality', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=yakuba.platform.tenancy.ids.new_uuid7, editable=False)),
                ('kind', models.CharField(choices=[('paid', '支払通知書'), ('asked', '現況届のお知らせ'), ('reminded', '現況届の督促'), ('older', '確認書のお願い')], max_length=8)),
                ('key', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('making', '作成中'), ('made', '作成済み')], default='making', max_length=8)),
                ('run_id', models.UUIDField(null=True)),
                ('year', models.PositiveIntegerField(null=True)),
                ('letters', models.PositiveIntegerField(default=0)),
                ('held', models.PositiveIntegerField(default=0)),
                ('pages', models.PositiveIntegerField(default=0)),
                ('job_id', models.UUIDField(null=True)),
                ('started_at', models.DateTimeField()),
                ('started_by_name', models.CharField(max_length=100)),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'db_table': 'allowance_mailing',
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
                ('mailing', yakuba.platform.tenancy.base.TenantForeignKey(from_fields=('municipality', 'mailing_id'), on_delete=django.db.models.deletion.PROTECT, related_name='+', to='child_allowance.mailing', to_fields=('municipality', 'id'))),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'db_table': 'allowance_mailing_file',
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
                ('number', models.CharField(max_length=24)),
                ('right_id', models.UUIDField()),
                ('right_number', models.CharField(max_length=40)),
                ('claimant_number', models.BigIntegerField()),
                ('payment_id', models.UUIDField(null=True)),
                ('state', models.CharField(choices=[('waiting', '作成待ち'), ('made', '作成済み'), ('held', '送れない')], default='waiting', max_length=8)),
                ('why', models.CharField(default='', max_length=200)),
                ('file_id', models.UUIDField(null=True)),
                ('mailing', yakuba.platform.tenancy.base.TenantForeignKey(from_fields=('municipality', 'mailing_id'), on_delete=django.db.models.deletion.PROTECT, related_name='+', to='child_allowance.mailing', to_fields=('municipality', 'id'))),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'db_table': 'allowance_mailing_letter',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='allowancebody',
            constraint=models.UniqueConstraint(fields=('municipality', 'addressee_number'), name='allowance_body_number'),
        ),
        migrations.AddConstraint(
            model_name='allowancebody',
            constraint=yakuba.platform.tenancy.base.TenantForeignKeyConstraint(key='addressee_number', name='allowance_body_addressee', ref='addressee_number', to='addressee.Addressee'),
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.UniqueConstraint(fields=('municipality', 'kind', 'key'), name='allowance_mailing_once'),
        ),
        migrations.AddConstraint(
            model_name='mailingfile',
            constraint=models.UniqueConstraint(fields=('municipality', 'mailing_id', 'position'), name='allowance_file_once'),
        ),
        migrations.AddConstraint(
            model_name='mailingfile',
            constraint=yakuba.platform.tenancy.base.TenantForeignKeyConstraint(key='id', name='allowance_file_mailing', ref='mailing_id', to='child_allowance.Mailing'),
        ),
        migrations.AddIndex(
            model_name='mailingletter',
            index=models.Index(fields=['municipality', 'right_id'], name='allowance_letter_rights'),
        ),
        migrations.AddConstraint(
            model_name='mailingletter',
            constraint=models.UniqueConstraint(fields=('municipality', 'mailing_id', 'place'), name='allowance_letter_once'),
        ),
        migrations.AddConstraint(
            model_name='mailingletter',
            constraint=yakuba.platform.tenancy.base.TenantForeignKeyConstraint(key='id', name='allowance_letter_mailing', ref='mailing_id', to='child_allowance.Mailing'),
        ),
        walls.TenantWall("allowance_body", ("SELECT", "INSERT", "UPDATE")),
        walls.TenantWall("allowance_mailing", ("SELECT", "INSERT", "UPDATE")),
        walls.TenantWall("allowance_mailing_file", ("SELECT", "INSERT", "UPDATE")),
        walls.TenantWall("allowance_mailing_letter", ("SELECT", "INSERT", "UPDATE")),
    ]
