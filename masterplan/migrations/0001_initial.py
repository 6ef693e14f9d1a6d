import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import formats.together
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("files", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("quickwins", "0001_initial"),
    ]

    operations = [
        formats.together.Together(
            operations=[
                migrations.CreateModel(
                    name="Book",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=40, verbose_name="key")),
                        ("title", models.CharField(max_length=250, verbose_name="title")),
                        ("short", models.CharField(max_length=60, verbose_name="short title")),
                        ("guidance", models.TextField(blank=True, verbose_name="guidance")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("reference_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="books",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "book",
                        "verbose_name_plural": "books",
                        "ordering": ["position", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="book_key_once_per_plan")],
                    },
                ),
                migrations.CreateModel(
                    name="EvaluationAspect",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("help", models.TextField(blank=True, verbose_name="help")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("reference_hash", models.CharField(blank=True, editable=False, max_length=64)),
                    ],
                    options={
                        "verbose_name": "evaluation aspect",
                        "verbose_name_plural": "evaluation aspects",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("key",), name="evaluation_aspect_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="EvaluationScheme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("help", models.TextField(blank=True, verbose_name="help")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("reference_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        ("applies_to", models.CharField(blank=True, max_length=200, verbose_name="applies to")),
                        ("impact_by_survey", models.BooleanField(default=False, verbose_name="impact by survey")),
                        ("weights", models.JSONField(default=dict, verbose_name="weights")),
                    ],
                    options={
                        "verbose_name": "weighting scheme",
                        "verbose_name_plural": "weighting schemes",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("key",), name="evaluation_scheme_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ReadinessElement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("help", models.TextField(blank=True, verbose_name="help")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("reference_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readiness_elements",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "readiness element",
                        "verbose_name_plural": "readiness elements",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="element_key_once_per_plan")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReadinessLevel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("help", models.TextField(blank=True, verbose_name="help")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("reference_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        ("value", models.PositiveSmallIntegerField(unique=True, verbose_name="level")),
                    ],
                    options={
                        "verbose_name": "readiness level",
                        "verbose_name_plural": "readiness levels",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("key",), name="readiness_level_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SwotStrategy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("so", "Strategi SO"),
                                    ("wo", "Strategi WO"),
                                    ("st", "Strategi ST"),
                                    ("wt", "Strategi WT"),
                                ],
                                max_length=2,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="strategy")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="swot_strategies",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "SWOT strategy",
                        "verbose_name_plural": "SWOT strategies",
                        "ordering": ["kind", "position", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Term",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("word", models.CharField(max_length=120, verbose_name="term")),
                        ("meaning", models.TextField(verbose_name="meaning")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("term", "Istilah"), ("abbreviation", "Singkatan")],
                                default="term",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="terms",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "term",
                        "verbose_name_plural": "terms",
                        "ordering": [django.db.models.functions.text.Lower("word")],
                        "constraints": [models.UniqueConstraint(fields=("plan", "word"), name="term_once_per_plan")],
                    },
                ),
                migrations.CreateModel(
                    name="BlockKind",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("help", models.TextField(blank=True, verbose_name="help")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("reference_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        ("columns", models.JSONField(blank=True, default=list, verbose_name="columns")),
                        ("params", models.JSONField(blank=True, default=dict, verbose_name="parameters")),
                        ("source", models.CharField(blank=True, max_length=150, verbose_name="source of the data")),
                        ("is_wide", models.BooleanField(default=False, verbose_name="on a landscape page")),
                        (
                            "empty",
                            models.CharField(blank=True, max_length=200, verbose_name="text when there is no data"),
                        ),
                    ],
                    options={
                        "verbose_name": "kind of live block",
                        "verbose_name_plural": "kinds of live blocks",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("key",), name="block_kind_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Evaluation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="evaluations",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "scheme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evaluations",
                                to="masterplan.evaluationscheme",
                                verbose_name="scheme",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "evaluation",
                        "verbose_name_plural": "evaluations",
                        "ordering": ["-year"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "year"), name="one_evaluation_per_year")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EvaluationQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("help", models.TextField(blank=True, verbose_name="help")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("reference_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        ("code", models.CharField(max_length=12, verbose_name="number")),
                        ("group", models.CharField(blank=True, max_length=80, verbose_name="group")),
                        ("text", models.TextField(verbose_name="question")),
                        ("first_year", models.PositiveSmallIntegerField(default=2022, verbose_name="asked since")),
                        ("source", models.CharField(blank=True, max_length=60, verbose_name="prefilled from")),
                        ("variant", models.CharField(blank=True, max_length=30, verbose_name="variant")),
                        (
                            "aspect",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="masterplan.evaluationaspect",
                                verbose_name="aspect",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "evaluation question",
                        "verbose_name_plural": "evaluation questions",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("key",), name="evaluation_question_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ReadinessAspect",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("help", models.TextField(blank=True, verbose_name="help")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("reference_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        (
                            "element",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="aspects",
                                to="masterplan.readinesselement",
                                verbose_name="element",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "readiness aspect",
                        "verbose_name_plural": "readiness aspects",
                        "ordering": ["element__position", "position", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("element", "key"), name="aspect_key_once_per_element")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Section",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("key", models.CharField(max_length=80, verbose_name="key")),
                        ("title", models.CharField(max_length=250, verbose_name="title")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("front", "front matter"),
                                    ("chapter", "chapter"),
                                    ("appendix", "appendix"),
                                    ("section", "section"),
                                ],
                                default="section",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("guidance", models.TextField(blank=True, verbose_name="guidance")),
                        ("role", models.CharField(blank=True, max_length=20, verbose_name="responsible role")),
                        ("signatory", models.CharField(blank=True, max_length=100, verbose_name="speaks for")),
                        ("blocks", models.JSONField(blank=True, default=list, verbose_name="live blocks asked for")),
                        ("generated", models.CharField(blank=True, max_length=30, verbose_name="made by the program")),
                        ("min_words", models.PositiveIntegerField(default=120, verbose_name="least number of words")),
                        ("required", models.BooleanField(default=True, verbose_name="required")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("reference_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        ("html", models.TextField(blank=True, verbose_name="text")),
                        ("word_count", models.PositiveIntegerField(default=0, editable=False)),
                        ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="version")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draf"),
                                    ("submitted", "Diajukan"),
                                    ("returned", "Dikembalikan"),
                                    ("verified", "Terverifikasi"),
                                    ("approved", "Disetujui"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("edited_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "book",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sections",
                                to="masterplan.book",
                                verbose_name="book",
                            ),
                        ),
                        (
                            "contributors",
                            models.ManyToManyField(
                                blank=True,
                                related_name="contributed_sections",
                                to="accounts.organisation",
                                verbose_name="also written by",
                            ),
                        ),
                        (
                            "dimension",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="sections",
                                to="quickwins.dimension",
                                verbose_name="dimension",
                            ),
                        ),
                        (
                            "edited_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="sections",
                                to="accounts.organisation",
                                verbose_name="responsible organisation",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="children",
                                to="masterplan.section",
                                verbose_name="part of",
                            ),
                        ),
                        (
                            "subdimension",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="sections",
                                to="quickwins.subdimension",
                                verbose_name="sub-dimension",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "section",
                        "verbose_name_plural": "sections",
                        "ordering": ["book", "position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("book", "key"), name="section_key_once_per_book"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "section"), ("parent__isnull", False)),
                                    models.Q(models.Q(("kind", "section"), _negated=True), ("parent__isnull", True)),
                                    _connector="OR",
                                ),
                                name="sections_hang_below_chapters",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("parent__isnull", True),
                                    models.Q(("parent", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="section_not_own_parent",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Swot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "quadrant",
                            models.CharField(
                                choices=[
                                    ("strength", "Kekuatan"),
                                    ("weakness", "Kelemahan"),
                                    ("opportunity", "Peluang"),
                                    ("threat", "Ancaman"),
                                ],
                                max_length=12,
                                verbose_name="quadrant",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="statement")),
                        ("source", models.CharField(blank=True, max_length=250, verbose_name="source")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "element",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="swots",
                                to="masterplan.readinesselement",
                                verbose_name="element",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "SWOT statement",
                        "verbose_name_plural": "SWOT statements",
                        "ordering": ["element__position", "position", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AspectScore",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.DecimalField(decimal_places=4, max_digits=6, verbose_name="mean")),
                        (
                            "evaluation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scores",
                                to="masterplan.evaluation",
                                verbose_name="evaluation",
                            ),
                        ),
                        (
                            "aspect",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="masterplan.evaluationaspect",
                                verbose_name="aspect",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "aspect score",
                        "verbose_name_plural": "aspect scores",
                        "ordering": ["aspect__position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("evaluation", "aspect"), name="one_score_per_aspect"),
                            models.CheckConstraint(
                                condition=models.Q(("value__gte", 0), ("value__lte", 4)), name="aspect_score_0_to_4"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Gap",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("current", models.TextField(verbose_name="present condition")),
                        ("expected", models.TextField(verbose_name="wished-for condition")),
                        ("gap", models.TextField(verbose_name="gap")),
                        (
                            "level",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="readiness level"),
                        ),
                        ("recommendation", models.TextField(blank=True, verbose_name="recommendation")),
                        ("source", models.CharField(blank=True, max_length=250, verbose_name="source of the data")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "dimension",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gaps",
                                to="quickwins.dimension",
                                verbose_name="dimension",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="OPD",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="gaps",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "programs",
                            models.ManyToManyField(
                                blank=True, related_name="gaps", to="quickwins.program", verbose_name="programs"
                            ),
                        ),
                        (
                            "aspect",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gaps",
                                to="masterplan.readinessaspect",
                                verbose_name="aspect",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "gap",
                        "verbose_name_plural": "gaps",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("aspect__isnull", False), ("dimension__isnull", False), _connector="OR"
                                ),
                                name="gap_of_an_aspect_or_dimension",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__isnull", True), ("level__lte", 4), _connector="OR"),
                                name="gap_level_0_to_4",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Readiness",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("condition", models.TextField(verbose_name="present condition")),
                        ("level", models.PositiveSmallIntegerField(verbose_name="readiness level")),
                        ("evidence", models.TextField(blank=True, verbose_name="evidence")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="OPD",
                            ),
                        ),
                        (
                            "aspect",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="masterplan.readinessaspect",
                                verbose_name="aspect",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "readiness item",
                        "verbose_name_plural": "readiness items",
                        "ordering": ["aspect__element__position", "aspect__position", "position", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("level__lte", 4)), name="readiness_level_0_to_4")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(verbose_name="version submitted")),
                        ("submitted_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "claimed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="claimed_reviews",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reviews",
                                to="masterplan.section",
                                verbose_name="section",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "review",
                        "verbose_name_plural": "reviews",
                        "ordering": ["submitted_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=("section",),
                                name="one_open_review_per_section",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Revision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(null=True, verbose_name="version")),
                        ("base_version", models.PositiveIntegerField(default=0)),
                        ("save_id", models.UUIDField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("save", "saved"),
                                    ("merge", "merged"),
                                    ("aside", "kept aside"),
                                    ("import", "imported"),
                                    ("restore", "restored"),
                                ],
                                default="save",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                        ("html", models.TextField()),
                        ("word_count", models.PositiveIntegerField(default=0)),
                        ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "saved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="revisions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="revisions",
                                to="masterplan.section",
                                verbose_name="section",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "revision",
                        "verbose_name_plural": "revisions",
                        "ordering": ["-saved_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("section", "number"), name="revision_number_once"),
                            models.UniqueConstraint(fields=("section", "save_id"), name="revision_save_id_once"),
                            models.CheckConstraint(
                                condition=models.Q(("number__isnull", False), ("kind", "aside"), _connector="OR"),
                                name="only_aside_has_no_number",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SectionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("key", models.CharField(max_length=80, verbose_name="key")),
                        ("title", models.CharField(max_length=250, verbose_name="title")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("front", "front matter"),
                                    ("chapter", "chapter"),
                                    ("appendix", "appendix"),
                                    ("section", "section"),
                                ],
                                default="section",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("guidance", models.TextField(blank=True, verbose_name="guidance")),
                        ("role", models.CharField(blank=True, max_length=20, verbose_name="responsible role")),
                        ("signatory", models.CharField(blank=True, max_length=100, verbose_name="speaks for")),
                        ("blocks", models.JSONField(blank=True, default=list, verbose_name="live blocks asked for")),
                        ("generated", models.CharField(blank=True, max_length=30, verbose_name="made by the program")),
                        ("min_words", models.PositiveIntegerField(default=120, verbose_name="least number of words")),
                        ("required", models.BooleanField(default=True, verbose_name="required")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("reference_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        ("word_count", models.PositiveIntegerField(default=0, editable=False)),
                        ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="version")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draf"),
                                    ("submitted", "Diajukan"),
                                    ("returned", "Dikembalikan"),
                                    ("verified", "Terverifikasi"),
                                    ("approved", "Disetujui"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("edited_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "book",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="masterplan.book",
                                verbose_name="book",
                            ),
                        ),
                        (
                            "dimension",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.dimension",
                                verbose_name="dimension",
                            ),
                        ),
                        (
                            "edited_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.organisation",
                                verbose_name="responsible organisation",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="masterplan.section",
                                verbose_name="part of",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="masterplan.section",
                            ),
                        ),
                        (
                            "subdimension",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.subdimension",
                                verbose_name="sub-dimension",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SectionPresence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("is_editing", models.BooleanField(default=False)),
                        (
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="presences",
                                to="masterplan.section",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("section", "user"), name="one_presence_per_person")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SectionStateChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("from_state", models.CharField(blank=True, max_length=10)),
                        ("to_state", models.CharField(max_length=10)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("note", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("content_hash", models.CharField(blank=True, max_length=64)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="state_changes",
                                to="masterplan.section",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Thread",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("quote", models.TextField(blank=True, verbose_name="passage")),
                        ("before", models.CharField(blank=True, max_length=80)),
                        ("after", models.CharField(blank=True, max_length=80)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("resolved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="threads",
                                to="masterplan.section",
                                verbose_name="section",
                            ),
                        ),
                        (
                            "started_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "comment thread",
                        "verbose_name_plural": "comment threads",
                        "ordering": ["started_at"],
                    },
                ),
                migrations.CreateModel(
                    name="Comment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("text", models.TextField(verbose_name="comment")),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="comments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "mentions",
                            models.ManyToManyField(
                                blank=True, related_name="mentioned_in", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        (
                            "thread",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="comments",
                                to="masterplan.thread",
                                verbose_name="thread",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "comment",
                        "verbose_name_plural": "comments",
                        "ordering": ["at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("version", models.PositiveIntegerField(verbose_name="version submitted")),
                        ("submitted_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "claimed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="masterplan.review",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="masterplan.section",
                                verbose_name="section",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Edition",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        ("title", models.CharField(max_length=250, verbose_name="title")),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        (
                            "state",
                            models.CharField(
                                choices=[("frozen", "Dibekukan"), ("enacted", "Ditetapkan")],
                                default="frozen",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("regulation", models.CharField(blank=True, max_length=150, verbose_name="Perbup number")),
                        ("content", models.JSONField(verbose_name="content")),
                        ("content_hash", models.CharField(max_length=64)),
                        ("as_of", models.DateTimeField(verbose_name="as of")),
                        ("frozen_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "frozen_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="editions",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        ("sources", models.JSONField(default=list)),
                        ("style", models.JSONField(default=dict)),
                        (
                            "files",
                            models.ManyToManyField(
                                related_name="editions", through="masterplan.EditionFile", to="files.storedfile"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "edition",
                        "verbose_name_plural": "editions",
                        "ordering": ["-frozen_at"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "number"), name="edition_number_once_per_plan"),
                            models.CheckConstraint(
                                condition=models.Q(("content_hash__regex", "^[0-9a-f]{64}$")),
                                name="edition_hash_is_hex",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("published_at__isnull", True), ("state", "frozen")),
                                    models.Q(
                                        ("published_at__isnull", False),
                                        ("state", "enacted"),
                                        models.Q(("regulation", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="enacted_edition_names_its_perbup",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Export",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("book", models.CharField(default="all", max_length=40, verbose_name="book")),
                        (
                            "format",
                            models.CharField(
                                choices=[("pdf", "PDF"), ("docx", "Word (DOCX)"), ("html", "HTML"), ("zip", "ZIP")],
                                default="pdf",
                                max_length=5,
                                verbose_name="format",
                            ),
                        ),
                        ("options", models.JSONField(blank=True, default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "waiting"),
                                    ("running", "running"),
                                    ("done", "done"),
                                    ("failed", "failed"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="queued",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("heartbeat", models.DateTimeField(blank=True, null=True)),
                        ("step", models.CharField(blank=True, max_length=200)),
                        ("done_count", models.PositiveIntegerField(default=0)),
                        ("total_count", models.PositiveIntegerField(default=0)),
                        ("cancel_asked", models.BooleanField(default=False)),
                        ("error", models.TextField(blank=True)),
                        ("problems", models.JSONField(blank=True, default=list)),
                        ("file", models.CharField(blank=True, max_length=200)),
                        ("size", models.PositiveBigIntegerField(blank=True, null=True)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("page_count", models.PositiveIntegerField(blank=True, null=True)),
                        ("as_of", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "edition",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exports",
                                to="masterplan.edition",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="exports",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="exports",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reused_count", models.PositiveIntegerField(default=0)),
                        ("section_ids", models.JSONField(blank=True, default=list, editable=False)),
                    ],
                    options={
                        "verbose_name": "export",
                        "verbose_name_plural": "exports",
                        "ordering": ["-created_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "done"), _negated=True),
                                    models.Q(
                                        models.Q(("file", ""), _negated=True), models.Q(("sha256", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="finished_export_has_a_file",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("done_count__lte", models.F("total_count"))),
                                name="export_progress_in_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EditionFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="edition_files",
                                to="masterplan.edition",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("edition", "file"), name="edition_file_once")],
                    },
                ),
                migrations.CreateModel(
                    name="EditionStateChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("from_state", models.CharField(blank=True, max_length=8)),
                        (
                            "to_state",
                            models.CharField(
                                choices=[("frozen", "Dibekukan"), ("enacted", "Ditetapkan")], max_length=8
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("note", models.TextField(blank=True)),
                        ("content_hash", models.CharField(max_length=64)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="state_changes",
                                to="masterplan.edition",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("edition", "to_state"), name="edition_reaches_a_state_once")
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="edition",
                    trigger=pgtrigger.compiler.Trigger(
                        name="edition_is_kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="9250ca9fc1b76883238e663bdfe22e49e4f453b0",
                            operation="DELETE",
                            pgid="pgtrigger_edition_is_kept_4b00c",
                            table="masterplan_edition",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="section",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "masterplan_sectionevent" ("blocks", "book_id", "dimension_id", "due_on", "edited_at", "edited_by_id", "generated", "guidance", "id", "is_active", "key", "kind", "min_words", "organisation_id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference_hash", "required", "role", "signatory", "state", "subdimension_id", "title", "version", "word_count") VALUES (NEW."blocks", NEW."book_id", NEW."dimension_id", NEW."due_on", NEW."edited_at", NEW."edited_by_id", NEW."generated", NEW."guidance", NEW."id", NEW."is_active", NEW."key", NEW."kind", NEW."min_words", NEW."organisation_id", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."reference_hash", NEW."required", NEW."role", NEW."signatory", NEW."state", NEW."subdimension_id", NEW."title", NEW."version", NEW."word_count"); RETURN NULL;',
                            hash="e701570ffe5c2d53afe52877df7dc5c1ca389f4a",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_e4e7a",
                            table="masterplan_section",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="section",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."blocks" IS DISTINCT FROM (NEW."blocks") OR OLD."book_id" IS DISTINCT FROM (NEW."book_id") OR OLD."dimension_id" IS DISTINCT FROM (NEW."dimension_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."edited_at" IS DISTINCT FROM (NEW."edited_at") OR OLD."edited_by_id" IS DISTINCT FROM (NEW."edited_by_id") OR OLD."generated" IS DISTINCT FROM (NEW."generated") OR OLD."guidance" IS DISTINCT FROM (NEW."guidance") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."min_words" IS DISTINCT FROM (NEW."min_words") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."reference_hash" IS DISTINCT FROM (NEW."reference_hash") OR OLD."required" IS DISTINCT FROM (NEW."required") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."signatory" IS DISTINCT FROM (NEW."signatory") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."subdimension_id" IS DISTINCT FROM (NEW."subdimension_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."word_count" IS DISTINCT FROM (NEW."word_count"))',
                            func='INSERT INTO "masterplan_sectionevent" ("blocks", "book_id", "dimension_id", "due_on", "edited_at", "edited_by_id", "generated", "guidance", "id", "is_active", "key", "kind", "min_words", "organisation_id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference_hash", "required", "role", "signatory", "state", "subdimension_id", "title", "version", "word_count") VALUES (NEW."blocks", NEW."book_id", NEW."dimension_id", NEW."due_on", NEW."edited_at", NEW."edited_by_id", NEW."generated", NEW."guidance", NEW."id", NEW."is_active", NEW."key", NEW."kind", NEW."min_words", NEW."organisation_id", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."reference_hash", NEW."required", NEW."role", NEW."signatory", NEW."state", NEW."subdimension_id", NEW."title", NEW."version", NEW."word_count"); RETURN NULL;',
                            hash="4d5a3c534610c950044504e7363c49fdd3df1bb2",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_990b4",
                            table="masterplan_section",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="revision",
                    trigger=pgtrigger.compiler.Trigger(
                        name="revision_text_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."html" IS DISTINCT FROM (NEW."html") OR OLD."number" IS DISTINCT FROM (NEW."number"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="745bb9bce7bea192ba1a73c1dcc72a55e477f56e",
                            operation="UPDATE",
                            pgid="pgtrigger_revision_text_is_final_92914",
                            table="masterplan_revision",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reviewevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a028cc8f7f28eea0daa492ef6f68ddedfaed8528",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bda77",
                            table="masterplan_reviewevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="review",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "masterplan_reviewevent" ("claimed_at", "claimed_by_id", "closed_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section_id", "submitted_at", "submitted_by_id", "version") VALUES (NEW."claimed_at", NEW."claimed_by_id", NEW."closed_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."section_id", NEW."submitted_at", NEW."submitted_by_id", NEW."version"); RETURN NULL;',
                            hash="c516295ad5cbf6d26474b5470e6561a0b4b4884d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_68cb8",
                            table="masterplan_review",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="review",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "masterplan_reviewevent" ("claimed_at", "claimed_by_id", "closed_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section_id", "submitted_at", "submitted_by_id", "version") VALUES (NEW."claimed_at", NEW."claimed_by_id", NEW."closed_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."section_id", NEW."submitted_at", NEW."submitted_by_id", NEW."version"); RETURN NULL;',
                            hash="bff431bfb2c9ad4bb0ab94c246458f9338e1f4f4",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_c2672",
                            table="masterplan_review",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sectionevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f134dd5aefe1e7f45be0512bd2ee1ac70d3ff8b2",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1cabd",
                            table="masterplan_sectionevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="edition",
                    trigger=pgtrigger.compiler.Trigger(
                        name="edition_content_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."content_hash" IS DISTINCT FROM (NEW."content_hash") OR OLD."frozen_at" IS DISTINCT FROM (NEW."frozen_at") OR OLD."frozen_by_id" IS DISTINCT FROM (NEW."frozen_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."plan_id" IS DISTINCT FROM (NEW."plan_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."sources" IS DISTINCT FROM (NEW."sources") OR OLD."style" IS DISTINCT FROM (NEW."style") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="92ca5c0760079e1230f66f074fbe5d5a1820ccac",
                            operation="UPDATE",
                            pgid="pgtrigger_edition_content_is_final_aa184",
                            table="masterplan_edition",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="edition",
                    trigger=pgtrigger.compiler.Trigger(
                        name="enacted_edition_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" = 'enacted')",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="c1f431a0545244da0134aa694403c6043788d0db",
                            operation="UPDATE",
                            pgid="pgtrigger_enacted_edition_is_final_0ab56",
                            table="masterplan_edition",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="editionfile",
                    trigger=pgtrigger.compiler.Trigger(
                        name="edition_file_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a89fe4e0064cfe4aa2ab90ce0f160d1183f0bf4f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_edition_file_is_final_d5fcf",
                            table="masterplan_editionfile",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="editionstatechange",
                    trigger=pgtrigger.compiler.Trigger(
                        name="edition_change_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="38f32871f2cf8002dd42fc2205a1a1803612d564",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_edition_change_is_final_75de5",
                            table="masterplan_editionstatechange",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("book", "parent", "position"),
                name="section_position_once",
                nulls_distinct=False,
            ),
        ),
    ]
