import django.core.validators
import django.db.models.deletion
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
    ]

    operations = [
        formats.together.Together(
            operations=[
                migrations.CreateModel(
                    name="ActionGroup",
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
                        ("short", models.CharField(blank=True, max_length=60, verbose_name="short name")),
                        ("question", models.CharField(blank=True, max_length=10, verbose_name="evaluation question")),
                    ],
                    options={
                        "verbose_name": "action group",
                        "verbose_name_plural": "action groups",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("key",), name="action_group_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Criterion",
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
                        ("text", models.TextField(verbose_name="question")),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("quickwin", "of each candidate"),
                                    ("portfolio", "of all quick wins together"),
                                ],
                                default="quickwin",
                                max_length=12,
                                verbose_name="asked",
                            ),
                        ),
                        ("weight", models.PositiveSmallIntegerField(default=1, verbose_name="weight")),
                    ],
                    options={
                        "verbose_name": "criterion",
                        "verbose_name_plural": "criteria",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("key",), name="criterion_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="FundingSource",
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
                        ("is_apbd", models.BooleanField(default=False, verbose_name="the regency's own budget (APBD)")),
                    ],
                    options={
                        "verbose_name": "funding source",
                        "verbose_name_plural": "funding sources",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("key",), name="funding_source_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="InnovationKind",
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
                        "verbose_name": "innovation kind",
                        "verbose_name_plural": "innovation kinds",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("key",), name="innovation_kind_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="InnovationType",
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
                        "verbose_name": "innovation type",
                        "verbose_name_plural": "innovation types",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("key",), name="innovation_type_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Plan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, unique=True, verbose_name="key")),
                        (
                            "title",
                            models.CharField(default="Masterplan Smart City", max_length=200, verbose_name="title"),
                        ),
                        ("region", models.CharField(max_length=120, verbose_name="region")),
                        ("region_short", models.CharField(max_length=60, verbose_name="region, short")),
                        ("province", models.CharField(blank=True, max_length=120, verbose_name="province")),
                        ("capital", models.CharField(blank=True, max_length=120, verbose_name="capital")),
                        ("office", models.CharField(blank=True, max_length=200, verbose_name="publishing office")),
                        ("first_year", models.PositiveSmallIntegerField(verbose_name="first year")),
                        ("last_year", models.PositiveSmallIntegerField(verbose_name="last year")),
                        ("is_current", models.BooleanField(default=False, verbose_name="current plan")),
                        ("reference_hash", models.CharField(blank=True, editable=False, max_length=64)),
                    ],
                    options={
                        "verbose_name": "plan",
                        "verbose_name_plural": "plans",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_current", True)),
                                fields=("is_current",),
                                name="one_current_plan",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_year__gte", models.F("first_year"))),
                                name="plan_years_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first_year__range", (2000, 2100))), name="plan_first_year_sane"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stage",
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
                            "suggested_progress",
                            models.PositiveSmallIntegerField(default=0, verbose_name="suggested progress (percent)"),
                        ),
                    ],
                    options={
                        "verbose_name": "stage",
                        "verbose_name_plural": "stages",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("key",), name="stage_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Dimension",
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
                        ("name_id", models.CharField(blank=True, max_length=200, verbose_name="Indonesian name")),
                        ("letter", models.CharField(max_length=2, verbose_name="letter")),
                        (
                            "colour",
                            models.CharField(
                                default="#27427a",
                                max_length=7,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^#[0-9a-fA-F]{6}$", "Write a colour as #1240cb."
                                    )
                                ],
                                verbose_name="colour",
                            ),
                        ),
                        (
                            "tint",
                            models.CharField(
                                default="#e9edf6",
                                max_length=7,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^#[0-9a-fA-F]{6}$", "Write a colour as #1240cb."
                                    )
                                ],
                                verbose_name="tint",
                            ),
                        ),
                        (
                            "coordinator",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="coordinated_dimensions",
                                to="accounts.organisation",
                                verbose_name="coordinating OPD",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="dimensions",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dimension",
                        "verbose_name_plural": "dimensions",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="dimension_key_once_per_plan")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Horizon",
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
                        ("first_year", models.PositiveSmallIntegerField(verbose_name="first year of the plan")),
                        ("last_year", models.PositiveSmallIntegerField(verbose_name="last year of the plan")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="horizons",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "horizon",
                        "verbose_name_plural": "horizons",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="horizon_key_once_per_plan"),
                            models.CheckConstraint(
                                condition=models.Q(("last_year__gte", models.F("first_year"))),
                                name="horizon_years_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Vision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "scope",
                            models.CharField(
                                choices=[("smart_city", "Smart City"), ("rpjmd", "RPJMD"), ("rpjpd", "RPJPD")],
                                max_length=12,
                                verbose_name="document",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title of the document")),
                        ("text", models.TextField(verbose_name="vision")),
                        ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="visions",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "vision",
                        "verbose_name_plural": "visions",
                        "constraints": [models.UniqueConstraint(fields=("plan", "scope"), name="one_vision_per_scope")],
                    },
                ),
                migrations.CreateModel(
                    name="Mission",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        ("text", models.TextField(verbose_name="mission")),
                        (
                            "dimensions",
                            models.ManyToManyField(
                                blank=True, related_name="missions", to="quickwins.dimension", verbose_name="dimensions"
                            ),
                        ),
                        (
                            "vision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="missions",
                                to="quickwins.vision",
                                verbose_name="vision",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mission",
                        "verbose_name_plural": "missions",
                        "ordering": ["vision", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("vision", "number"), name="mission_number_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StrategicIssue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("title", models.CharField(max_length=250, verbose_name="strategic issue")),
                        ("problem", models.TextField(blank=True, verbose_name="problem")),
                        ("source", models.CharField(blank=True, max_length=250, verbose_name="source")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "dimensions",
                            models.ManyToManyField(
                                blank=True, related_name="issues", to="quickwins.dimension", verbose_name="dimensions"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="issues",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "strategic issue",
                        "verbose_name_plural": "strategic issues",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="issue_key_once_per_plan")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubDimension",
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
                        ("short", models.CharField(blank=True, max_length=60, verbose_name="short name")),
                        (
                            "dimension",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="subdimensions",
                                to="quickwins.dimension",
                                verbose_name="dimension",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sub-dimension",
                        "verbose_name_plural": "sub-dimensions",
                        "ordering": ["dimension__position", "position", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("dimension", "key"), name="subdimension_key_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Goal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        ("text", models.TextField(verbose_name="goal")),
                        (
                            "mission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="goals",
                                to="quickwins.mission",
                                verbose_name="mission",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "goal",
                        "verbose_name_plural": "goals",
                        "ordering": ["mission", "number"],
                        "constraints": [models.UniqueConstraint(fields=("mission", "number"), name="goal_number_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Objective",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        ("text", models.TextField(verbose_name="objective")),
                        ("indicator", models.CharField(blank=True, max_length=250, verbose_name="indicator")),
                        (
                            "goal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="objectives",
                                to="quickwins.goal",
                                verbose_name="goal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "objective",
                        "verbose_name_plural": "objectives",
                        "ordering": ["goal", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("goal", "number"), name="objective_number_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Program",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("key", models.SlugField(blank=True, max_length=60, verbose_name="key")),
                        ("name", models.CharField(max_length=200, verbose_name="program name")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Usulan"),
                                    ("scored", "Dinilai"),
                                    ("determined", "Ditetapkan"),
                                    ("running", "Berjalan"),
                                    ("finished", "Selesai"),
                                    ("stopped", "Dihentikan"),
                                ],
                                default="proposed",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("stopped_reason", models.TextField(blank=True, verbose_name="reason for stopping")),
                        (
                            "quickwin_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "not proposed"),
                                    ("nominated", "Nominasi"),
                                    ("chosen", "Terpilih"),
                                    ("not_chosen", "Tidak terpilih"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="Quick Win",
                            ),
                        ),
                        ("quickwin_note", models.TextField(blank=True, verbose_name="note on the choice")),
                        (
                            "progress",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="progress (percent)",
                            ),
                        ),
                        ("first_year", models.PositiveSmallIntegerField(verbose_name="first year")),
                        ("last_year", models.PositiveSmallIntegerField(verbose_name="last year")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="starts on")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                        ("summary", models.TextField(blank=True, verbose_name="short explanation")),
                        ("objective_text", models.TextField(blank=True, verbose_name="objective")),
                        ("strategy", models.TextField(blank=True, verbose_name="strategy")),
                        ("benefit_government", models.TextField(blank=True, verbose_name="benefit for the government")),
                        ("benefit_people", models.TextField(blank=True, verbose_name="benefit for the people")),
                        ("uniqueness", models.TextField(blank=True, verbose_name="uniqueness")),
                        ("beneficiaries", models.CharField(blank=True, max_length=250, verbose_name="beneficiaries")),
                        (
                            "beneficiaries_count",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="number of beneficiaries"),
                        ),
                        ("partners_text", models.TextField(blank=True, verbose_name="partnerships")),
                        ("sustainability", models.TextField(blank=True, verbose_name="how it stays alive")),
                        ("proposer", models.CharField(blank=True, max_length=200, verbose_name="proposed by")),
                        ("spbe", models.CharField(blank=True, max_length=200, verbose_name="SPBE link")),
                        (
                            "sdg",
                            models.CharField(
                                blank=True,
                                help_text="Numbers, for example 3, 9, 11.",
                                max_length=60,
                                verbose_name="SDGs",
                            ),
                        ),
                        (
                            "budget_code",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d\\.\\d{2}(\\.\\d{2}(\\.\\d\\.\\d{2}(\\.\\d{2,4})?)?)?$",
                                        "Write the code as in SIPD, for example 2.16.03 or 2.16.03.2.02.09.",
                                    )
                                ],
                                verbose_name="program or activity code",
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="contact_programs",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person in charge",
                            ),
                        ),
                        (
                            "created_by",
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
                            "innovation_kind",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                to="quickwins.innovationkind",
                                verbose_name="innovation kind (PP 38/2017)",
                            ),
                        ),
                        (
                            "innovation_type",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                to="quickwins.innovationtype",
                                verbose_name="innovation type",
                            ),
                        ),
                        (
                            "lead",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="led_programs",
                                to="accounts.organisation",
                                verbose_name="responsible OPD",
                            ),
                        ),
                        (
                            "mission",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="programs",
                                to="quickwins.mission",
                                verbose_name="RPJMD mission",
                            ),
                        ),
                        (
                            "objective",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="programs",
                                to="quickwins.objective",
                                verbose_name="smart city objective",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="programs",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "supporters",
                            models.ManyToManyField(
                                blank=True,
                                related_name="supported_programs",
                                to="accounts.organisation",
                                verbose_name="supporters",
                            ),
                        ),
                        (
                            "stage",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="programs",
                                to="quickwins.stage",
                                verbose_name="stage",
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="programs",
                                to="quickwins.strategicissue",
                                verbose_name="strategic issue",
                            ),
                        ),
                        (
                            "subdimension",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="programs",
                                to="quickwins.subdimension",
                                verbose_name="sub-dimension",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "program",
                        "verbose_name_plural": "programs",
                        "ordering": ["subdimension__dimension__position", "subdimension__position", "name"],
                        "indexes": [
                            models.Index(fields=["plan", "state"], name="quickwins_p_plan_id_ffdea7_idx"),
                            models.Index(fields=["plan", "quickwin_state"], name="quickwins_p_plan_id_e30d1d_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("progress__lte", 100)), name="program_progress_0_to_100"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_year__gte", models.F("first_year"))),
                                name="program_years_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first_year__range", (2000, 2100))), name="program_first_year_sane"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True),
                                    ("starts_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="program_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "stopped"), _negated=True),
                                    models.Q(("stopped_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="stopped_program_has_a_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("plan", "key"),
                                name="program_key_once_per_plan",
                            ),
                            models.UniqueConstraint(fields=("plan", "name"), name="program_name_once_per_plan"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Action",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("key", models.SlugField(blank=True, max_length=60, verbose_name="key")),
                        ("name", models.CharField(max_length=250, verbose_name="action")),
                        ("output", models.CharField(blank=True, max_length=250, verbose_name="output")),
                        ("indicator", models.CharField(blank=True, max_length=250, verbose_name="indicator")),
                        ("first_year", models.PositiveSmallIntegerField(verbose_name="first year")),
                        ("last_year", models.PositiveSmallIntegerField(verbose_name="last year")),
                        (
                            "budget_code",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d\\.\\d{2}(\\.\\d{2}(\\.\\d\\.\\d{2}(\\.\\d{2,4})?)?)?$",
                                        "Write the code as in SIPD, for example 2.16.03 or 2.16.03.2.02.09.",
                                    )
                                ],
                                verbose_name="program or activity code",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "lead",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="led_actions",
                                to="accounts.organisation",
                                verbose_name="executor",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="quickwins.actiongroup",
                                verbose_name="action group",
                            ),
                        ),
                        (
                            "dimension",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="actions",
                                to="quickwins.dimension",
                                verbose_name="dimension",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="actions",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "action",
                        "verbose_name_plural": "actions",
                        "ordering": ["group__position", "position", "name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("last_year__gte", models.F("first_year"))),
                                name="action_years_in_order",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("plan", "key"),
                                name="action_key_once_per_plan",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Indicator",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=250, verbose_name="indicator")),
                        ("unit", models.CharField(max_length=60, verbose_name="unit")),
                        (
                            "direction",
                            models.CharField(
                                choices=[("up", "higher is better"), ("down", "lower is better")],
                                default="up",
                                max_length=6,
                                verbose_name="direction",
                            ),
                        ),
                        (
                            "arithmetic",
                            models.CharField(
                                choices=[
                                    ("point", "state at the end of the period"),
                                    ("cumulative", "running total since the start"),
                                    ("flow", "amount within the period"),
                                ],
                                default="point",
                                max_length=12,
                                verbose_name="how periods combine",
                            ),
                        ),
                        ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="decimals shown")),
                        (
                            "baseline",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="baseline"
                            ),
                        ),
                        (
                            "baseline_year",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="year of the baseline"
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=250, verbose_name="source of the data")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "dimension",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indicators",
                                to="quickwins.dimension",
                                verbose_name="dimension",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="indicators",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "producer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="indicators",
                                to="accounts.organisation",
                                verbose_name="producer",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indicators",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="indicators",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "indicator",
                        "verbose_name_plural": "indicators",
                        "ordering": ["position", "name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("unit", ""), _negated=True), name="indicator_has_a_unit"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decimals__lte", 4)), name="indicator_decimals_0_to_4"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("baseline__isnull", True), ("baseline_year__isnull", False), _connector="OR"
                                ),
                                name="indicator_baseline_has_a_year",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Partnership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("form", models.CharField(blank=True, max_length=200, verbose_name="form of the partnership")),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partnerships",
                                to="accounts.organisation",
                                verbose_name="partner",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="partnerships",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "partnership",
                        "verbose_name_plural": "partnerships",
                        "ordering": ["organisation__position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("program", "organisation"), name="partner_once_per_program")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Milestone",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="milestone")),
                        ("due_on", models.DateField(verbose_name="due on")),
                        ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "depends_on",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="dependents",
                                to="quickwins.milestone",
                                verbose_name="depends on",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="milestones",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "milestone",
                        "verbose_name_plural": "milestones",
                        "ordering": ["due_on", "position", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ProgramStateChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("from_state", models.CharField(blank=True, max_length=12)),
                        ("to_state", models.CharField(max_length=12)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("reason", models.TextField(blank=True)),
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
                            "program",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="state_changes",
                                to="quickwins.program",
                            ),
                        ),
                        (
                            "subject",
                            models.CharField(
                                choices=[("state", "state"), ("quickwin", "Quick Win")], default="state", max_length=12
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ProgressReport",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("reported_on", models.DateField(verbose_name="as of")),
                        (
                            "percent",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="progress (percent)",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="what happened")),
                        ("verified_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "files",
                            models.ManyToManyField(
                                blank=True, related_name="progress_reports", to="files.storedfile", verbose_name="files"
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reports",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                        (
                            "reported_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reported by",
                            ),
                        ),
                        (
                            "verified_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="verified by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "progress report",
                        "verbose_name_plural": "progress reports",
                        "ordering": ["-reported_on", "-created_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("percent__lte", 100)), name="report_percent_0_to_100"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("verified_by__isnull", True),
                                    models.Q(("verified_by", models.F("reported_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="report_verified_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Risk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField(verbose_name="risk")),
                        ("likelihood", models.PositiveSmallIntegerField(default=3, verbose_name="likelihood (1–5)")),
                        ("impact", models.PositiveSmallIntegerField(default=3, verbose_name="impact (1–5)")),
                        ("mitigation", models.TextField(blank=True, verbose_name="mitigation")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "program",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="risks",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "risk",
                        "verbose_name_plural": "risks",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("likelihood__range", (1, 5)), ("impact__range", (1, 5))),
                                name="risk_levels_1_to_5",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Score",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.DecimalField(decimal_places=2, max_digits=3, verbose_name="score")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                        ("scored_at", models.DateTimeField(auto_now=True)),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="quickwins.criterion",
                                verbose_name="criterion",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scores",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scores",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                        (
                            "reviewer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reviewer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "score",
                        "verbose_name_plural": "scores",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("program__isnull", False)),
                                fields=("program", "criterion", "reviewer"),
                                name="one_score_per_reviewer_and_criterion",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("program__isnull", True)),
                                fields=("plan", "criterion", "reviewer"),
                                name="one_portfolio_score_per_reviewer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value__gte", 0), ("value__lte", 4)), name="score_0_to_4"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgramEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        ("key", models.SlugField(blank=True, db_index=False, max_length=60, verbose_name="key")),
                        ("name", models.CharField(max_length=200, verbose_name="program name")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Usulan"),
                                    ("scored", "Dinilai"),
                                    ("determined", "Ditetapkan"),
                                    ("running", "Berjalan"),
                                    ("finished", "Selesai"),
                                    ("stopped", "Dihentikan"),
                                ],
                                default="proposed",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("stopped_reason", models.TextField(blank=True, verbose_name="reason for stopping")),
                        (
                            "quickwin_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "not proposed"),
                                    ("nominated", "Nominasi"),
                                    ("chosen", "Terpilih"),
                                    ("not_chosen", "Tidak terpilih"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="Quick Win",
                            ),
                        ),
                        ("quickwin_note", models.TextField(blank=True, verbose_name="note on the choice")),
                        (
                            "progress",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="progress (percent)",
                            ),
                        ),
                        ("first_year", models.PositiveSmallIntegerField(verbose_name="first year")),
                        ("last_year", models.PositiveSmallIntegerField(verbose_name="last year")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="starts on")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                        ("summary", models.TextField(blank=True, verbose_name="short explanation")),
                        ("objective_text", models.TextField(blank=True, verbose_name="objective")),
                        ("strategy", models.TextField(blank=True, verbose_name="strategy")),
                        ("benefit_government", models.TextField(blank=True, verbose_name="benefit for the government")),
                        ("benefit_people", models.TextField(blank=True, verbose_name="benefit for the people")),
                        ("uniqueness", models.TextField(blank=True, verbose_name="uniqueness")),
                        ("beneficiaries", models.CharField(blank=True, max_length=250, verbose_name="beneficiaries")),
                        (
                            "beneficiaries_count",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="number of beneficiaries"),
                        ),
                        ("partners_text", models.TextField(blank=True, verbose_name="partnerships")),
                        ("sustainability", models.TextField(blank=True, verbose_name="how it stays alive")),
                        ("proposer", models.CharField(blank=True, max_length=200, verbose_name="proposed by")),
                        ("spbe", models.CharField(blank=True, max_length=200, verbose_name="SPBE link")),
                        (
                            "sdg",
                            models.CharField(
                                blank=True,
                                help_text="Numbers, for example 3, 9, 11.",
                                max_length=60,
                                verbose_name="SDGs",
                            ),
                        ),
                        (
                            "budget_code",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d\\.\\d{2}(\\.\\d{2}(\\.\\d\\.\\d{2}(\\.\\d{2,4})?)?)?$",
                                        "Write the code as in SIPD, for example 2.16.03 or 2.16.03.2.02.09.",
                                    )
                                ],
                                verbose_name="program or activity code",
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person in charge",
                            ),
                        ),
                        (
                            "created_by",
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
                            "innovation_kind",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.innovationkind",
                                verbose_name="innovation kind (PP 38/2017)",
                            ),
                        ),
                        (
                            "innovation_type",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.innovationtype",
                                verbose_name="innovation type",
                            ),
                        ),
                        (
                            "lead",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.organisation",
                                verbose_name="responsible OPD",
                            ),
                        ),
                        (
                            "mission",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.mission",
                                verbose_name="RPJMD mission",
                            ),
                        ),
                        (
                            "objective",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.objective",
                                verbose_name="smart city objective",
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
                                to="quickwins.program",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "stage",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.stage",
                                verbose_name="stage",
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.strategicissue",
                                verbose_name="strategic issue",
                            ),
                        ),
                        (
                            "subdimension",
                            models.ForeignKey(
                                db_constraint=False,
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
                    name="BudgetLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("ceiling", models.BigIntegerField(verbose_name="amount (Rp)")),
                        ("realised", models.BigIntegerField(blank=True, null=True, verbose_name="realised (Rp)")),
                        (
                            "action",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="budget_lines",
                                to="quickwins.action",
                                verbose_name="action",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="budget_lines",
                                to="quickwins.fundingsource",
                                verbose_name="funding source",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="budget_lines",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "budget line",
                        "verbose_name_plural": "budget lines",
                        "ordering": ["year", "source__position"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("action__isnull", False), ("program__isnull", True)),
                                    models.Q(("action__isnull", True), ("program__isnull", False)),
                                    _connector="OR",
                                ),
                                name="budget_of_a_program_or_an_action",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ceiling__gte", 0), ("ceiling__lt", 1000000000000000)),
                                name="budget_ceiling_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("realised__isnull", True),
                                    models.Q(("realised__gte", 0), ("realised__lt", 1000000000000000)),
                                    _connector="OR",
                                ),
                                name="budget_realised_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("year__range", (2000, 2100))), name="budget_year_sane"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("program__isnull", False)),
                                fields=("program", "year", "source"),
                                name="program_budget_once_per_year_and_source",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("action__isnull", False)),
                                fields=("action", "year", "source"),
                                name="action_budget_once_per_year_and_source",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IndicatorEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        ("name", models.CharField(max_length=250, verbose_name="indicator")),
                        ("unit", models.CharField(max_length=60, verbose_name="unit")),
                        (
                            "direction",
                            models.CharField(
                                choices=[("up", "higher is better"), ("down", "lower is better")],
                                default="up",
                                max_length=6,
                                verbose_name="direction",
                            ),
                        ),
                        (
                            "arithmetic",
                            models.CharField(
                                choices=[
                                    ("point", "state at the end of the period"),
                                    ("cumulative", "running total since the start"),
                                    ("flow", "amount within the period"),
                                ],
                                default="point",
                                max_length=12,
                                verbose_name="how periods combine",
                            ),
                        ),
                        ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="decimals shown")),
                        (
                            "baseline",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="baseline"
                            ),
                        ),
                        (
                            "baseline_year",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="year of the baseline"
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=250, verbose_name="source of the data")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
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
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
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
                                to="quickwins.indicator",
                            ),
                        ),
                        (
                            "producer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.organisation",
                                verbose_name="producer",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ActionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        ("key", models.SlugField(blank=True, db_index=False, max_length=60, verbose_name="key")),
                        ("name", models.CharField(max_length=250, verbose_name="action")),
                        ("output", models.CharField(blank=True, max_length=250, verbose_name="output")),
                        ("indicator", models.CharField(blank=True, max_length=250, verbose_name="indicator")),
                        ("first_year", models.PositiveSmallIntegerField(verbose_name="first year")),
                        ("last_year", models.PositiveSmallIntegerField(verbose_name="last year")),
                        (
                            "budget_code",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d\\.\\d{2}(\\.\\d{2}(\\.\\d\\.\\d{2}(\\.\\d{2,4})?)?)?$",
                                        "Write the code as in SIPD, for example 2.16.03 or 2.16.03.2.02.09.",
                                    )
                                ],
                                verbose_name="program or activity code",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "lead",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.organisation",
                                verbose_name="executor",
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
                                to="quickwins.action",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.actiongroup",
                                verbose_name="action group",
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
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("quarter", models.PositiveSmallIntegerField(verbose_name="quarter")),
                        ("value", models.DecimalField(decimal_places=4, max_digits=20, verbose_name="actual value")),
                        ("unchanged", models.BooleanField(default=False, verbose_name="not changed, I confirm")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                        ("entered_at", models.DateTimeField(auto_now=True)),
                        ("verified_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "evidence",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="readings",
                                to="files.storedfile",
                                verbose_name="evidence",
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readings",
                                to="quickwins.indicator",
                                verbose_name="indicator",
                            ),
                        ),
                        (
                            "verified_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reading",
                        "verbose_name_plural": "readings",
                        "ordering": ["year", "quarter"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("indicator", "year", "quarter"), name="one_reading_per_quarter"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quarter__range", (1, 4))), name="reading_quarter_1_to_4"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("verified_by__isnull", True),
                                    models.Q(("verified_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="reading_verified_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Target",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("value", models.DecimalField(decimal_places=4, max_digits=20, verbose_name="target")),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="targets",
                                to="quickwins.indicator",
                                verbose_name="indicator",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "target",
                        "verbose_name_plural": "targets",
                        "ordering": ["year"],
                        "constraints": [
                            models.UniqueConstraint(fields=("indicator", "year"), name="one_target_per_year"),
                            models.CheckConstraint(
                                condition=models.Q(("year__range", (2000, 2100))), name="target_year_sane"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetLineEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("ceiling", models.BigIntegerField(verbose_name="amount (Rp)")),
                        ("realised", models.BigIntegerField(blank=True, null=True, verbose_name="realised (Rp)")),
                        (
                            "action",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.action",
                                verbose_name="action",
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
                                to="quickwins.budgetline",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.fundingsource",
                                verbose_name="funding source",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReadingEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("quarter", models.PositiveSmallIntegerField(verbose_name="quarter")),
                        ("value", models.DecimalField(decimal_places=4, max_digits=20, verbose_name="actual value")),
                        ("unchanged", models.BooleanField(default=False, verbose_name="not changed, I confirm")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                        ("entered_at", models.DateTimeField(auto_now=True)),
                        ("verified_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "entered_by",
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
                            "evidence",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="files.storedfile",
                                verbose_name="evidence",
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.indicator",
                                verbose_name="indicator",
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
                                to="quickwins.reading",
                            ),
                        ),
                        (
                            "verified_by",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="indicatorevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c5c31019043879f805e19b9cb933f068c396c42f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_58703",
                            table="quickwins_indicatorevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="indicator",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "quickwins_indicatorevent" ("arithmetic", "baseline", "baseline_year", "decimals", "dimension_id", "direction", "id", "name", "note", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "producer_id", "program_id", "source", "unit") VALUES (NEW."arithmetic", NEW."baseline", NEW."baseline_year", NEW."decimals", NEW."dimension_id", NEW."direction", NEW."id", NEW."name", NEW."note", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."position", NEW."producer_id", NEW."program_id", NEW."source", NEW."unit"); RETURN NULL;',
                            hash="3c1d3af977b25a7e3f9ab3023d647a6865f5893d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b9398",
                            table="quickwins_indicator",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="indicator",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "quickwins_indicatorevent" ("arithmetic", "baseline", "baseline_year", "decimals", "dimension_id", "direction", "id", "name", "note", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "producer_id", "program_id", "source", "unit") VALUES (NEW."arithmetic", NEW."baseline", NEW."baseline_year", NEW."decimals", NEW."dimension_id", NEW."direction", NEW."id", NEW."name", NEW."note", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."position", NEW."producer_id", NEW."program_id", NEW."source", NEW."unit"); RETURN NULL;',
                            hash="7243f8ab7de31edcd2fa55b979262eec2775ba3d",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_b52f1",
                            table="quickwins_indicator",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetlineevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="6fc50a64e0c886e6c9fecc3a566d6aaa67c24175",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e88f0",
                            table="quickwins_budgetlineevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "quickwins_budgetlineevent" ("action_id", "ceiling", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "realised", "source_id", "year") VALUES (NEW."action_id", NEW."ceiling", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."program_id", NEW."realised", NEW."source_id", NEW."year"); RETURN NULL;',
                            hash="d709456b077bb9a48097834a211e3a760ab4aaac",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_4a82c",
                            table="quickwins_budgetline",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="budgetline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "quickwins_budgetlineevent" ("action_id", "ceiling", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "realised", "source_id", "year") VALUES (NEW."action_id", NEW."ceiling", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."program_id", NEW."realised", NEW."source_id", NEW."year"); RETURN NULL;',
                            hash="26b82dc867493249cf9bce9f4a984ee82ce09abe",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_19ff1",
                            table="quickwins_budgetline",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actionevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2ea326775f687c9890e856ec5065059f6e85060a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_2780e",
                            table="quickwins_actionevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="action",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "quickwins_actionevent" ("budget_code", "dimension_id", "first_year", "group_id", "id", "indicator", "key", "last_year", "lead_id", "name", "note", "output", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "program_id") VALUES (NEW."budget_code", NEW."dimension_id", NEW."first_year", NEW."group_id", NEW."id", NEW."indicator", NEW."key", NEW."last_year", NEW."lead_id", NEW."name", NEW."note", NEW."output", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."position", NEW."program_id"); RETURN NULL;',
                            hash="948c0ce33c0ee9b8cc5769578a1ecc0999b6ee42",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_fb953",
                            table="quickwins_action",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="action",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "quickwins_actionevent" ("budget_code", "dimension_id", "first_year", "group_id", "id", "indicator", "key", "last_year", "lead_id", "name", "note", "output", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "program_id") VALUES (NEW."budget_code", NEW."dimension_id", NEW."first_year", NEW."group_id", NEW."id", NEW."indicator", NEW."key", NEW."last_year", NEW."lead_id", NEW."name", NEW."note", NEW."output", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."position", NEW."program_id"); RETURN NULL;',
                            hash="3392cd3a2a51f6b243b88b763b6dbe027a6fae5f",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_41fdc",
                            table="quickwins_action",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reading",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "quickwins_readingevent" ("entered_at", "entered_by_id", "evidence_id", "id", "indicator_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarter", "unchanged", "value", "verified_at", "verified_by_id", "year") VALUES (NEW."entered_at", NEW."entered_by_id", NEW."evidence_id", NEW."id", NEW."indicator_id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."quarter", NEW."unchanged", NEW."value", NEW."verified_at", NEW."verified_by_id", NEW."year"); RETURN NULL;',
                            hash="4c93809dc039df24252fffd537c9aeebf8ac0bbb",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_efcfe",
                            table="quickwins_reading",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reading",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "quickwins_readingevent" ("entered_at", "entered_by_id", "evidence_id", "id", "indicator_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarter", "unchanged", "value", "verified_at", "verified_by_id", "year") VALUES (NEW."entered_at", NEW."entered_by_id", NEW."evidence_id", NEW."id", NEW."indicator_id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."quarter", NEW."unchanged", NEW."value", NEW."verified_at", NEW."verified_by_id", NEW."year"); RETURN NULL;',
                            hash="9289f807c6b3847743382afab99ee9c8dc55592c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0a451",
                            table="quickwins_reading",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="readingevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e125db9ea8cc7c7448e9cd13af845d08f010d960",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_f19a3",
                            table="quickwins_readingevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="programevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="7128944b0923bebed80735f62e3533563c56bb2f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b16b1",
                            table="quickwins_programevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="program",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "quickwins_programevent" ("beneficiaries", "beneficiaries_count", "benefit_government", "benefit_people", "budget_code", "contact_id", "created_at", "created_by_id", "ends_on", "first_year", "id", "innovation_kind_id", "innovation_type_id", "issue_id", "key", "last_year", "lead_id", "mission_id", "name", "objective_id", "objective_text", "partners_text", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "progress", "proposer", "quickwin_note", "quickwin_state", "sdg", "spbe", "stage_id", "starts_on", "state", "stopped_reason", "strategy", "subdimension_id", "summary", "sustainability", "uniqueness", "updated_at", "version") VALUES (NEW."beneficiaries", NEW."beneficiaries_count", NEW."benefit_government", NEW."benefit_people", NEW."budget_code", NEW."contact_id", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."first_year", NEW."id", NEW."innovation_kind_id", NEW."innovation_type_id", NEW."issue_id", NEW."key", NEW."last_year", NEW."lead_id", NEW."mission_id", NEW."name", NEW."objective_id", NEW."objective_text", NEW."partners_text", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."progress", NEW."proposer", NEW."quickwin_note", NEW."quickwin_state", NEW."sdg", NEW."spbe", NEW."stage_id", NEW."starts_on", NEW."state", NEW."stopped_reason", NEW."strategy", NEW."subdimension_id", NEW."summary", NEW."sustainability", NEW."uniqueness", NEW."updated_at", NEW."version"); RETURN NULL;',
                            hash="47d5c41c314abac2368b003ba35c911587e21fc1",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_ad010",
                            table="quickwins_program",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="program",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "quickwins_programevent" ("beneficiaries", "beneficiaries_count", "benefit_government", "benefit_people", "budget_code", "contact_id", "created_at", "created_by_id", "ends_on", "first_year", "id", "innovation_kind_id", "innovation_type_id", "issue_id", "key", "last_year", "lead_id", "mission_id", "name", "objective_id", "objective_text", "partners_text", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "progress", "proposer", "quickwin_note", "quickwin_state", "sdg", "spbe", "stage_id", "starts_on", "state", "stopped_reason", "strategy", "subdimension_id", "summary", "sustainability", "uniqueness", "updated_at", "version") VALUES (NEW."beneficiaries", NEW."beneficiaries_count", NEW."benefit_government", NEW."benefit_people", NEW."budget_code", NEW."contact_id", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."first_year", NEW."id", NEW."innovation_kind_id", NEW."innovation_type_id", NEW."issue_id", NEW."key", NEW."last_year", NEW."lead_id", NEW."mission_id", NEW."name", NEW."objective_id", NEW."objective_text", NEW."partners_text", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."progress", NEW."proposer", NEW."quickwin_note", NEW."quickwin_state", NEW."sdg", NEW."spbe", NEW."stage_id", NEW."starts_on", NEW."state", NEW."stopped_reason", NEW."strategy", NEW."subdimension_id", NEW."summary", NEW."sustainability", NEW."uniqueness", NEW."updated_at", NEW."version"); RETURN NULL;',
                            hash="36c60a60ae88e81edd24ec0029b3674e58674929",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7374c",
                            table="quickwins_program",
                            when="AFTER",
                        ),
                    ),
                ),
            ],
        ),
    ]
