import formats.together
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        formats.together.Together(
            operations=[
                migrations.CreateModel(
                    name="TimetableEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, unique=True, verbose_name="deed")),
                        ("last_run_at", models.DateTimeField(null=True, verbose_name="last run")),
                    ],
                    options={
                        "verbose_name": "timetable entry",
                        "verbose_name_plural": "timetable entries",
                    },
                )
            ],
        ),
    ]
