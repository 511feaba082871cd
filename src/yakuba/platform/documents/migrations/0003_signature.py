from django.db import migrations, models

from yakuba.platform.tenancy import walls


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_papers_in_the_safe")]

    operations = [
        migrations.AddField(
            model_name="intent", name="signer", field=models.CharField(default="", max_length=120)
        ),
        migrations.AddField(
            model_name="intent", name="authority", field=models.CharField(default="", max_length=240)
        ),
        walls.Grant("document_intent", ("UPDATE (signer, authority)",)),
    ]
