import accounts.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import formats.together
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        formats.together.Together(
            operations=[
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, unique=True, verbose_name="key")),
                        ("code", models.CharField(blank=True, max_length=40, verbose_name="SIPD code")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("short", models.CharField(max_length=40, verbose_name="short name")),
                        ("former_name", models.CharField(blank=True, max_length=200, verbose_name="former name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("opd", "OPD"),
                                    ("district", "Kecamatan"),
                                    ("village", "Desa/kelurahan"),
                                    ("council", "DPRD"),
                                    ("vertical", "Instansi vertikal"),
                                    ("ministry", "Kementerian/lembaga"),
                                    ("province", "Pemerintah provinsi"),
                                    ("soe", "BUMN"),
                                    ("roe", "BUMD"),
                                    ("company", "Perusahaan"),
                                    ("association", "Asosiasi usaha"),
                                    ("university", "Perguruan tinggi"),
                                    ("community", "Komunitas"),
                                    ("media", "Media"),
                                ],
                                default="opd",
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("government", "Pemerintah"),
                                    ("private", "Swasta"),
                                    ("soe", "BUMN/BUMD"),
                                    ("academia", "Akademisi"),
                                    ("community", "Masyarakat dan komunitas"),
                                    ("media", "Media"),
                                ],
                                default="government",
                                max_length=20,
                                verbose_name="category",
                            ),
                        ),
                        ("role_text", models.TextField(blank=True, verbose_name="role in the plan")),
                        (
                            "influence",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="influence (1–5)"),
                        ),
                        (
                            "interest",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="interest (1–5)"),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        ("reference_hash", models.CharField(blank=True, editable=False, max_length=64)),
                    ],
                    options={
                        "verbose_name": "organisation",
                        "verbose_name_plural": "organisations",
                        "ordering": ["position", "name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("influence__isnull", True), ("influence__range", (1, 5)), _connector="OR"
                                ),
                                name="organisation_influence_1_to_5",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("interest__isnull", True), ("interest__range", (1, 5)), _connector="OR"
                                ),
                                name="organisation_interest_1_to_5",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "username",
                            models.CharField(
                                error_messages={"unique": "A user with that username already exists."},
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                unique=True,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="username",
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name with titles")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("administrator", "Administrator"),
                                    ("editor", "Editor"),
                                    ("contributor", "Contributor"),
                                    ("head", "Head of OPD"),
                                    ("reviewer", "Reviewer"),
                                    ("leader", "Leader"),
                                ],
                                default="contributor",
                                max_length=20,
                                verbose_name="role",
                            ),
                        ),
                        ("nip", models.CharField(blank=True, max_length=18, verbose_name="NIP")),
                        ("rank", models.CharField(blank=True, max_length=80, verbose_name="rank")),
                        ("office", models.CharField(blank=True, max_length=150, verbose_name="position held")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                        ("language", models.CharField(blank=True, default="id", max_length=2, verbose_name="language")),
                        (
                            "is_demo",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="invented person of the demo"
                            ),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="users",
                                to="accounts.organisation",
                                verbose_name="organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "user",
                        "verbose_name_plural": "users",
                        "ordering": ["name"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("role__in", ["contributor", "head"]), _negated=True),
                                    ("organisation__isnull", False),
                                    ("is_superuser", True),
                                    _connector="OR",
                                ),
                                name="user_of_an_opd_has_an_organisation",
                            )
                        ],
                    },
                    managers=[
                        ("objects", accounts.models.PeopleManager()),
                    ],
                ),
                migrations.CreateModel(
                    name="Deputy",
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
                                choices=[("acting_head", "PLT"), ("operator", "Operator")],
                                default="acting_head",
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="until")),
                        ("decree", models.CharField(blank=True, max_length=150, verbose_name="decree")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deputies",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deputies",
                                to="accounts.organisation",
                                verbose_name="organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "deputy",
                        "verbose_name_plural": "deputies",
                        "ordering": ["-ends_on"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="deputy_ends_after_start",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UserEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "username",
                            models.CharField(
                                error_messages={"unique": "A user with that username already exists."},
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="username",
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name with titles")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("administrator", "Administrator"),
                                    ("editor", "Editor"),
                                    ("contributor", "Contributor"),
                                    ("head", "Head of OPD"),
                                    ("reviewer", "Reviewer"),
                                    ("leader", "Leader"),
                                ],
                                default="contributor",
                                max_length=20,
                                verbose_name="role",
                            ),
                        ),
                        ("nip", models.CharField(blank=True, max_length=18, verbose_name="NIP")),
                        ("rank", models.CharField(blank=True, max_length=80, verbose_name="rank")),
                        ("office", models.CharField(blank=True, max_length=150, verbose_name="position held")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                        ("language", models.CharField(blank=True, default="id", max_length=2, verbose_name="language")),
                        (
                            "is_demo",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="invented person of the demo"
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
                                verbose_name="organisation",
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
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DeputyEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[("acting_head", "PLT"), ("operator", "Operator")],
                                default="acting_head",
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="until")),
                        ("decree", models.CharField(blank=True, max_length=150, verbose_name="decree")),
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
                                to="accounts.deputy",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.organisation",
                                verbose_name="organisation",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="deputyevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4c148097885281fe5f9c891b3baa9542032c9b72",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ea32b",
                            table="accounts_deputyevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="deputy",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "accounts_deputyevent" ("decree", "ends_on", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "user_id") VALUES (NEW."decree", NEW."ends_on", NEW."id", NEW."kind", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on", NEW."user_id"); RETURN NULL;',
                            hash="a73f91e3bac87bd3fe21ba31d5c4b5c44c296ced",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_01310",
                            table="accounts_deputy",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="deputy",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "accounts_deputyevent" ("decree", "ends_on", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "user_id") VALUES (NEW."decree", NEW."ends_on", NEW."id", NEW."kind", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on", NEW."user_id"); RETURN NULL;',
                            hash="2d7f1fff80ce18db41f70a407d5be2582cd6c6b6",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_68174",
                            table="accounts_deputy",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="userevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9e9498e73f6fbdf2642fb33fa14189f1ad2382c8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_45b21",
                            table="accounts_userevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="user",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "accounts_userevent" ("date_joined", "email", "id", "is_active", "is_demo", "is_staff", "is_superuser", "language", "name", "nip", "office", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "rank", "role", "username") VALUES (NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."is_demo", NEW."is_staff", NEW."is_superuser", NEW."language", NEW."name", NEW."nip", NEW."office", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."rank", NEW."role", NEW."username"); RETURN NULL;',
                            hash="6571aedd3fb7a203e4b8da02719466e62af93b56",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_3867c",
                            table="accounts_user",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="user",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_demo" IS DISTINCT FROM (NEW."is_demo") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."nip" IS DISTINCT FROM (NEW."nip") OR OLD."office" IS DISTINCT FROM (NEW."office") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."rank" IS DISTINCT FROM (NEW."rank") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."username" IS DISTINCT FROM (NEW."username"))',
                            func='INSERT INTO "accounts_userevent" ("date_joined", "email", "id", "is_active", "is_demo", "is_staff", "is_superuser", "language", "name", "nip", "office", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "rank", "role", "username") VALUES (NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."is_demo", NEW."is_staff", NEW."is_superuser", NEW."language", NEW."name", NEW."nip", NEW."office", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."rank", NEW."role", NEW."username"); RETURN NULL;',
                            hash="23c1b0bf3e5cbe4705ffb0a15ec50b820052b14b",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0e890",
                            table="accounts_user",
                            when="AFTER",
                        ),
                    ),
                ),
            ],
        ),
    ]
