from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("masterplan", "0003_proof"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="export",
            name="also_for",
            field=models.ManyToManyField(blank=True, related_name="shared_exports", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="export",
            name="mailed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
