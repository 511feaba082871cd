from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='must_change_password',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='dutyassignment',
            name='revoked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='staffsession',
            name='source',
            field=models.CharField(db_default='', default='', max_length=64),
        ),
    ]
