from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("secrets", "0002_sealed_part")]

    operations = [
        migrations.AddField(
            model_name="intent", name="numbers", field=models.CharField(default="", max_length=40)
        ),
        migrations.AlterField(model_name="intent", name="data", field=models.JSONField(default=dict)),
    ]
