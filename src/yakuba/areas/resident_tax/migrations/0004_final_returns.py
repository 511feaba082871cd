"""Documents may be final returns of the income tax too (code 700)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('resident_tax', '0003_returns'),
    ]

    operations = [
        migrations.AlterField(
            model_name='sourcedocument',
            name='code',
            field=models.PositiveSmallIntegerField(choices=[(315, '給与支払報告書'), (331, '公的年金等支払報告書'), (700, '所得税の確定申告書')]),
        ),
    ]
