import django.db.models.deletion
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
                    name="Bimtek",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("key", models.SlugField(blank=True, max_length=60, verbose_name="key")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("bimtek", "Bimtek"),
                                    ("council", "Rapat Dewan Smart City"),
                                    ("team", "Rapat Tim Pelaksana"),
                                    ("forum", "Forum Smart City"),
                                    ("fgd", "FGD"),
                                    ("visit", "Kunjungan lapangan"),
                                    ("outreach", "Sosialisasi"),
                                ],
                                default="bimtek",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("phase", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="phase")),
                        ("title", models.CharField(max_length=250, verbose_name="title")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="until")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        ("online_link", models.URLField(blank=True, max_length=400, verbose_name="online link")),
                        ("online_text", models.CharField(blank=True, max_length=120, verbose_name="online by")),
                        ("purpose", models.TextField(blank=True, verbose_name="purpose")),
                        ("minutes", models.TextField(blank=True, verbose_name="minutes")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draf"),
                                    ("open", "Diumumkan"),
                                    ("running", "Berlangsung"),
                                    ("closed", "Selesai"),
                                ],
                                default="draft",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "materials",
                            models.ManyToManyField(
                                blank=True, related_name="meetings", to="files.storedfile", verbose_name="material"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "meeting",
                        "verbose_name_plural": "meetings",
                        "ordering": ["starts_on"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="meeting_ends_after_start",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("plan", "key"),
                                name="meeting_key_once_per_plan",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Body",
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
                        ("decree_kind", models.CharField(blank=True, max_length=120, verbose_name="kind of decree")),
                        ("decree_number", models.CharField(blank=True, max_length=150, verbose_name="decree number")),
                        ("decreed_on", models.DateField(blank=True, null=True, verbose_name="decreed on")),
                        ("term_ends_on", models.DateField(blank=True, null=True, verbose_name="term ends on")),
                        ("chair", models.CharField(blank=True, max_length=150, verbose_name="chair")),
                        ("duty", models.TextField(blank=True, verbose_name="duty")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="bodies",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "body",
                        "verbose_name_plural": "bodies",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="body_key_once_per_plan")],
                    },
                ),
                migrations.CreateModel(
                    name="ClauseTemplate",
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
                        ("text", models.TextField(verbose_name="clause")),
                    ],
                    options={
                        "verbose_name": "clause",
                        "verbose_name_plural": "clauses",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("key",), name="clause_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Commitment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("lineage", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "version",
                            models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="version"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("mou", "Nota Kesepakatan"),
                                    ("joint", "Komitmen Bersama"),
                                    ("opd", "Lembar Komitmen OPD"),
                                    ("partner", "Lembar Komitmen Mitra"),
                                    ("pact", "Pakta Integritas"),
                                ],
                                default="opd",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=120, verbose_name="letter number")),
                        ("title", models.CharField(max_length=200, verbose_name="subject")),
                        ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                        ("dated_on", models.DateField(verbose_name="date of the letter")),
                        ("clauses", models.JSONField(blank=True, default=list, verbose_name="clauses")),
                        ("contact_name", models.CharField(blank=True, max_length=150, verbose_name="person in charge")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draf"),
                                    ("submitted", "Menunggu tanda tangan"),
                                    ("signed", "Ditandatangani"),
                                    ("fulfilled", "Terpenuhi"),
                                    ("partial", "Terpenuhi sebagian"),
                                    ("unfulfilled", "Tidak terpenuhi"),
                                    ("superseded", "Digantikan"),
                                    ("cancelled", "Dibatalkan"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("version_reason", models.TextField(blank=True, verbose_name="reason for the new version")),
                        ("cancelled_reason", models.TextField(blank=True, verbose_name="reason for cancelling")),
                        (
                            "code",
                            models.CharField(
                                blank=True, editable=False, max_length=40, verbose_name="verification code"
                            ),
                        ),
                        ("edit_version", models.PositiveIntegerField(default=1, editable=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("updated_at", models.DateTimeField(auto_now=True)),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="contact_commitments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="accounts.organisation",
                                verbose_name="organisation",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successors",
                                to="stakeholders.commitment",
                            ),
                        ),
                        (
                            "scan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="files.storedfile",
                                verbose_name="scan of the signed sheet",
                            ),
                        ),
                        (
                            "attachments",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="files.storedfile", verbose_name="attachments"
                            ),
                        ),
                        (
                            "parties",
                            models.ManyToManyField(
                                blank=True,
                                related_name="joint_commitments",
                                to="accounts.organisation",
                                verbose_name="signing organisations",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "commitment",
                        "verbose_name_plural": "commitments",
                        "ordering": ["organisation__position", "-dated_on", "-version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("lineage", "version"), name="commitment_version_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("code", ""), _negated=True),
                                fields=("code",),
                                name="commitment_code_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "cancelled"), _negated=True),
                                    models.Q(("cancelled_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="cancelled_commitment_has_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("version", 1), models.Q(("version_reason", ""), _negated=True), _connector="OR"
                                ),
                                name="new_commitment_version_has_a_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "cancelled"), _negated=True),
                                fields=("replaces",),
                                name="one_new_version_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataRequest",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("title", models.CharField(max_length=200, verbose_name="data requested")),
                        ("why", models.TextField(blank=True, verbose_name="what it is needed for")),
                        (
                            "section_key",
                            models.CharField(blank=True, max_length=80, verbose_name="section of the book"),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("number", "number"), ("table", "table"), ("file", "file"), ("map", "map")],
                                default="table",
                                max_length=8,
                                verbose_name="form",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("regency", "Kabupaten"),
                                    ("district", "Kecamatan"),
                                    ("village", "Desa/kelurahan"),
                                ],
                                default="regency",
                                max_length=10,
                                verbose_name="level",
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                        ("period", models.CharField(max_length=60, verbose_name="year or period")),
                        ("columns", models.JSONField(blank=True, default=list, verbose_name="columns")),
                        ("due_on", models.DateField(verbose_name="due on")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "Diminta"),
                                    ("delivered", "Dikirim"),
                                    ("returned", "Dikembalikan"),
                                    ("verified", "Terverifikasi"),
                                ],
                                default="requested",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "indicator",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="data_requests",
                                to="quickwins.indicator",
                                verbose_name="indicator",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="data_requests",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "producer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="data_requests",
                                to="accounts.organisation",
                                verbose_name="data producer",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="data_requests",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                        (
                            "requested_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "data request",
                        "verbose_name_plural": "data requests",
                        "ordering": ["due_on", "title"],
                    },
                ),
                migrations.CreateModel(
                    name="Regulation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("law", "Undang-Undang"),
                                    ("government", "Peraturan Pemerintah"),
                                    ("president", "Peraturan Presiden"),
                                    ("instruction", "Instruksi Presiden"),
                                    ("minister", "Peraturan Menteri"),
                                    ("regional", "Peraturan Daerah"),
                                    ("regent", "Peraturan Bupati"),
                                    ("decree", "Keputusan"),
                                ],
                                max_length=12,
                                verbose_name="level",
                            ),
                        ),
                        ("number", models.CharField(max_length=80, verbose_name="number")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("title", models.TextField(verbose_name="about")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                    ],
                    options={
                        "verbose_name": "regulation",
                        "verbose_name_plural": "regulations",
                        "ordering": ["position", "year", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("level", "number", "year"), name="regulation_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject_kind", models.CharField(max_length=20)),
                        ("subject_id", models.CharField(max_length=60)),
                        ("step", models.CharField(max_length=20)),
                        ("due_on", models.DateField()),
                        ("text", models.TextField(blank=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("sent", "sent"),
                                    ("failed", "failed"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("heartbeat", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("error", models.TextField(blank=True)),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reminders",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reminder",
                        "verbose_name_plural": "reminders",
                        "ordering": ["-due_on"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subject_kind", "subject_id", "step", "recipient"), name="one_reminder_per_step"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        ("office", models.CharField(blank=True, max_length=150, verbose_name="position held")),
                        (
                            "organisation_text",
                            models.CharField(blank=True, max_length=150, verbose_name="organisation (guests)"),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[("onsite", "Luring"), ("online", "Daring")],
                                default="onsite",
                                max_length=8,
                                verbose_name="mode",
                            ),
                        ),
                        ("is_present", models.BooleanField(default=True, verbose_name="present")),
                        ("registered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="attendances",
                                to="accounts.organisation",
                                verbose_name="organisation",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "bimtek",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attendances",
                                to="stakeholders.bimtek",
                                verbose_name="meeting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attendance",
                        "verbose_name_plural": "attendance",
                        "ordering": ["organisation__position", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("bimtek", "name", "organisation"), name="present_once_per_meeting"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(verbose_name="day")),
                        ("starts_at", models.TimeField(verbose_name="from")),
                        ("ends_at", models.TimeField(blank=True, null=True, verbose_name="until")),
                        ("title", models.CharField(max_length=250, verbose_name="session")),
                        ("speaker", models.CharField(blank=True, max_length=200, verbose_name="led by")),
                        (
                            "bimtek",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="agenda",
                                to="stakeholders.bimtek",
                                verbose_name="meeting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "agenda item",
                        "verbose_name_plural": "agenda items",
                        "ordering": ["day", "starts_at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CommitmentEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        ("lineage", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "version",
                            models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="version"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("mou", "Nota Kesepakatan"),
                                    ("joint", "Komitmen Bersama"),
                                    ("opd", "Lembar Komitmen OPD"),
                                    ("partner", "Lembar Komitmen Mitra"),
                                    ("pact", "Pakta Integritas"),
                                ],
                                default="opd",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=120, verbose_name="letter number")),
                        ("title", models.CharField(max_length=200, verbose_name="subject")),
                        ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                        ("dated_on", models.DateField(verbose_name="date of the letter")),
                        ("clauses", models.JSONField(blank=True, default=list, verbose_name="clauses")),
                        ("contact_name", models.CharField(blank=True, max_length=150, verbose_name="person in charge")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draf"),
                                    ("submitted", "Menunggu tanda tangan"),
                                    ("signed", "Ditandatangani"),
                                    ("fulfilled", "Terpenuhi"),
                                    ("partial", "Terpenuhi sebagian"),
                                    ("unfulfilled", "Tidak terpenuhi"),
                                    ("superseded", "Digantikan"),
                                    ("cancelled", "Dibatalkan"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("version_reason", models.TextField(blank=True, verbose_name="reason for the new version")),
                        ("cancelled_reason", models.TextField(blank=True, verbose_name="reason for cancelling")),
                        (
                            "code",
                            models.CharField(
                                blank=True, editable=False, max_length=40, verbose_name="verification code"
                            ),
                        ),
                        ("edit_version", models.PositiveIntegerField(default=1, editable=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("updated_at", models.DateTimeField(auto_now=True)),
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
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
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
                                db_constraint=False,
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
                                to="stakeholders.commitment",
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
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="stakeholders.commitment",
                            ),
                        ),
                        (
                            "scan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="files.storedfile",
                                verbose_name="scan of the signed sheet",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CommitmentItem",
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
                                    ("program", "Program"),
                                    ("quickwin", "Quick Win"),
                                    ("action", "Rencana aksi"),
                                    ("budget", "Anggaran"),
                                    ("data", "Data"),
                                    ("support", "Dukungan lain"),
                                ],
                                default="program",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.CharField(max_length=400, verbose_name="pledge")),
                        (
                            "target",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="target"
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                        ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                        ("amount", models.BigIntegerField(blank=True, null=True, verbose_name="amount (Rp)")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="stakeholders.commitment",
                                verbose_name="commitment",
                            ),
                        ),
                        (
                            "funding_source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="quickwins.fundingsource",
                                verbose_name="funding source",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitment_items",
                                to="quickwins.program",
                                verbose_name="program",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "commitment item",
                        "verbose_name_plural": "commitment items",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("target__isnull", True), models.Q(("unit", ""), _negated=True), _connector="OR"
                                ),
                                name="item_target_has_a_unit",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__isnull", True),
                                    models.Q(("amount__gte", 0), ("amount__lt", 1000000000000000)),
                                    _connector="OR",
                                ),
                                name="item_amount_sane",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommitmentStateChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("from_state", models.CharField(blank=True, max_length=12)),
                        ("to_state", models.CharField(max_length=12)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="state_changes",
                                to="stakeholders.commitment",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="DataAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="number")),
                        ("value_text", models.CharField(blank=True, max_length=250, verbose_name="value")),
                        ("rows", models.JSONField(blank=True, default=list, verbose_name="rows")),
                        ("source", models.CharField(blank=True, max_length=250, verbose_name="source")),
                        (
                            "reference_year",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="reference year"),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("contact_name", models.CharField(blank=True, max_length=150, verbose_name="person in charge")),
                        ("delivered_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("returned_note", models.TextField(blank=True, verbose_name="why it was returned")),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "delivered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="data_answers",
                                to="files.storedfile",
                                verbose_name="file",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="stakeholders.datarequest",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "data answer",
                        "verbose_name_plural": "data answers",
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("request", "number"), name="answer_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("delivered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="answer_decided_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataRequestEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        ("title", models.CharField(max_length=200, verbose_name="data requested")),
                        ("why", models.TextField(blank=True, verbose_name="what it is needed for")),
                        (
                            "section_key",
                            models.CharField(blank=True, max_length=80, verbose_name="section of the book"),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("number", "number"), ("table", "table"), ("file", "file"), ("map", "map")],
                                default="table",
                                max_length=8,
                                verbose_name="form",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("regency", "Kabupaten"),
                                    ("district", "Kecamatan"),
                                    ("village", "Desa/kelurahan"),
                                ],
                                default="regency",
                                max_length=10,
                                verbose_name="level",
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                        ("period", models.CharField(max_length=60, verbose_name="year or period")),
                        ("columns", models.JSONField(blank=True, default=list, verbose_name="columns")),
                        ("due_on", models.DateField(verbose_name="due on")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "Diminta"),
                                    ("delivered", "Dikirim"),
                                    ("returned", "Dikembalikan"),
                                    ("verified", "Terverifikasi"),
                                ],
                                default="requested",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "indicator",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
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
                                to="stakeholders.datarequest",
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
                            "producer",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.organisation",
                                verbose_name="data producer",
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
                        (
                            "requested_by",
                            models.ForeignKey(
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
                migrations.CreateModel(
                    name="DataRequestStateChange",
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
                        ("reason", models.TextField(blank=True)),
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
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="state_changes",
                                to="stakeholders.datarequest",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Dataset",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=80, verbose_name="key")),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                        ("is_newest", models.BooleanField(default=True)),
                        ("group", models.CharField(blank=True, max_length=40, verbose_name="group")),
                        ("title", models.CharField(max_length=200, verbose_name="data")),
                        (
                            "form",
                            models.CharField(
                                choices=[("number", "number"), ("table", "table"), ("file", "file"), ("map", "map")],
                                default="number",
                                max_length=8,
                                verbose_name="form",
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=24, null=True, verbose_name="value"
                            ),
                        ),
                        ("text", models.CharField(blank=True, max_length=250, verbose_name="as printed")),
                        ("unit", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                        (
                            "reference_year",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year"),
                        ),
                        ("columns", models.JSONField(blank=True, default=list, verbose_name="columns")),
                        ("rows", models.JSONField(blank=True, default=list, verbose_name="rows")),
                        ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                        (
                            "source_url",
                            models.URLField(blank=True, max_length=400, verbose_name="address of the source"),
                        ),
                        ("is_official", models.BooleanField(default=False, verbose_name="official source")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                        ("is_open", models.BooleanField(default=False, verbose_name="open to the public")),
                        ("received_on", models.DateField(blank=True, null=True, verbose_name="received on")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "file",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="datasets",
                                to="files.storedfile",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="datasets",
                                to="quickwins.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "producer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="datasets",
                                to="accounts.organisation",
                                verbose_name="data producer",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="datasets",
                                to="stakeholders.datarequest",
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
                        "verbose_name": "dataset",
                        "verbose_name_plural": "datasets",
                        "ordering": ["position", "title"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key", "version"), name="dataset_version_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_newest", True)),
                                fields=("plan", "key"),
                                name="one_newest_version_of_a_dataset",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        ("text", models.TextField(verbose_name="decision")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Berjalan"), ("done", "Selesai"), ("dropped", "Dibatalkan")],
                                default="open",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "section_key",
                            models.CharField(blank=True, max_length=80, verbose_name="section of the book"),
                        ),
                        (
                            "bimtek",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="decisions",
                                to="stakeholders.bimtek",
                                verbose_name="meeting",
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="decisions",
                                to="stakeholders.commitment",
                            ),
                        ),
                        (
                            "data_request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="decisions",
                                to="stakeholders.datarequest",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="decisions",
                                to="accounts.organisation",
                                verbose_name="responsible",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="decisions",
                                to="quickwins.program",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "decision",
                        "verbose_name_plural": "decisions",
                        "ordering": ["bimtek__starts_on", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("bimtek", "number"), name="decision_number_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seat", models.CharField(max_length=120, verbose_name="seat")),
                        ("office", models.CharField(max_length=200, verbose_name="office")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="stakeholders.body",
                                verbose_name="body",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="memberships",
                                to="accounts.organisation",
                                verbose_name="organisation",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "membership",
                        "verbose_name_plural": "memberships",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True),
                                    ("starts_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="membership_ends_after_start",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        ("nip", models.CharField(blank=True, max_length=18, verbose_name="NIP")),
                        ("rank", models.CharField(blank=True, max_length=80, verbose_name="rank")),
                        ("office", models.CharField(blank=True, max_length=150, verbose_name="position held")),
                        ("as_deputy", models.BooleanField(default=False, verbose_name="as deputy (PLT)")),
                        (
                            "signed_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="signed at"),
                        ),
                        ("content_hash", models.CharField(max_length=64)),
                        ("content", models.JSONField()),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="stakeholders.commitment",
                                verbose_name="commitment",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="organisation",
                            ),
                        ),
                        (
                            "signer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="signatory",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "signature",
                        "verbose_name_plural": "signatures",
                        "ordering": ["signed_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("commitment", "organisation"), name="one_signature_per_organisation"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("content_hash__regex", "^[0-9a-f]{64}$")),
                                name="signature_hash_is_hex",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Witness",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        ("office", models.CharField(blank=True, max_length=150, verbose_name="office")),
                        ("position", models.PositiveIntegerField(default=0)),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="witnesses",
                                to="stakeholders.commitment",
                                verbose_name="commitment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "witness",
                        "verbose_name_plural": "witnesses",
                        "ordering": ["position", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CommitmentItemEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("program", "Program"),
                                    ("quickwin", "Quick Win"),
                                    ("action", "Rencana aksi"),
                                    ("budget", "Anggaran"),
                                    ("data", "Data"),
                                    ("support", "Dukungan lain"),
                                ],
                                default="program",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.CharField(max_length=400, verbose_name="pledge")),
                        (
                            "target",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="target"
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                        ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                        ("amount", models.BigIntegerField(blank=True, null=True, verbose_name="amount (Rp)")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "commitment",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="stakeholders.commitment",
                                verbose_name="commitment",
                            ),
                        ),
                        (
                            "funding_source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="quickwins.fundingsource",
                                verbose_name="funding source",
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
                                to="stakeholders.commitmentitem",
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
                    name="Fulfilment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("quarter", models.PositiveSmallIntegerField(verbose_name="quarter")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("fulfilled", "Terpenuhi"),
                                    ("partial", "Terpenuhi sebagian"),
                                    ("unfulfilled", "Tidak terpenuhi"),
                                ],
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="value"
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="explanation")),
                        ("reported_at", models.DateTimeField(auto_now_add=True)),
                        ("verified_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "evidence",
                            models.ManyToManyField(
                                blank=True, related_name="fulfilments", to="files.storedfile", verbose_name="evidence"
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fulfilments",
                                to="stakeholders.commitmentitem",
                                verbose_name="item",
                            ),
                        ),
                        (
                            "reported_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        (
                            "returned_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("returned_note", models.TextField(blank=True, verbose_name="why it was returned")),
                    ],
                    options={
                        "verbose_name": "fulfilment",
                        "verbose_name_plural": "fulfilments",
                        "ordering": ["-year", "-quarter", "-reported_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("item", "year", "quarter"), name="one_fulfilment_per_quarter"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quarter__range", (1, 4))), name="fulfilment_quarter_1_to_4"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "fulfilled"), models.Q(("note", ""), _negated=True), _connector="OR"
                                ),
                                name="short_fulfilment_has_an_explanation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("verified_by__isnull", True),
                                    models.Q(("verified_by", models.F("reported_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="fulfilment_verified_by_another",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "stakeholders_commitmentevent" ("cancelled_reason", "clauses", "code", "contact_id", "contact_name", "created_at", "created_by_id", "dated_on", "edit_version", "id", "kind", "lineage", "number", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "plan_id", "replaces_id", "scan_id", "state", "title", "updated_at", "version", "version_reason") VALUES (NEW."cancelled_reason", NEW."clauses", NEW."code", NEW."contact_id", NEW."contact_name", NEW."created_at", NEW."created_by_id", NEW."dated_on", NEW."edit_version", NEW."id", NEW."kind", NEW."lineage", NEW."number", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."plan_id", NEW."replaces_id", NEW."scan_id", NEW."state", NEW."title", NEW."updated_at", NEW."version", NEW."version_reason"); RETURN NULL;',
                            hash="1b7838ad6d3302636c4161d673807ffac44b01f0",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_04133",
                            table="stakeholders_commitment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "stakeholders_commitmentevent" ("cancelled_reason", "clauses", "code", "contact_id", "contact_name", "created_at", "created_by_id", "dated_on", "edit_version", "id", "kind", "lineage", "number", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "plan_id", "replaces_id", "scan_id", "state", "title", "updated_at", "version", "version_reason") VALUES (NEW."cancelled_reason", NEW."clauses", NEW."code", NEW."contact_id", NEW."contact_name", NEW."created_at", NEW."created_by_id", NEW."dated_on", NEW."edit_version", NEW."id", NEW."kind", NEW."lineage", NEW."number", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."plan_id", NEW."replaces_id", NEW."scan_id", NEW."state", NEW."title", NEW."updated_at", NEW."version", NEW."version_reason"); RETURN NULL;',
                            hash="0c00b48675a3d50e2d11625a143c7a3b1f876df3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_81d11",
                            table="stakeholders_commitment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitmentevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="8fa3a5509b13583c14dc7480c8d9c491c90d3e2c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_49adb",
                            table="stakeholders_commitmentevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitmentitem",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "stakeholders_commitmentitemevent" ("amount", "commitment_id", "due_on", "funding_source_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "program_id", "target", "text", "unit", "year") VALUES (NEW."amount", NEW."commitment_id", NEW."due_on", NEW."funding_source_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."program_id", NEW."target", NEW."text", NEW."unit", NEW."year"); RETURN NULL;',
                            hash="394afdee5a00b42caf48810e3ac0747ce233df52",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_fb218",
                            table="stakeholders_commitmentitem",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitmentitem",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "stakeholders_commitmentitemevent" ("amount", "commitment_id", "due_on", "funding_source_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "program_id", "target", "text", "unit", "year") VALUES (NEW."amount", NEW."commitment_id", NEW."due_on", NEW."funding_source_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."program_id", NEW."target", NEW."text", NEW."unit", NEW."year"); RETURN NULL;',
                            hash="481707d9fab285f64ee6865937cfb1de7b1bbf3a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_488ca",
                            table="stakeholders_commitmentitem",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitmentitemevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="bce90a3a6c6d64e011527aa15983bac840c26f6c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8c47e",
                            table="stakeholders_commitmentitemevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="datarequest",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "stakeholders_datarequestevent" ("columns", "due_on", "form", "id", "indicator_id", "level", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "producer_id", "program_id", "requested_at", "requested_by_id", "section_key", "state", "title", "unit", "why") VALUES (NEW."columns", NEW."due_on", NEW."form", NEW."id", NEW."indicator_id", NEW."level", NEW."period", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."producer_id", NEW."program_id", NEW."requested_at", NEW."requested_by_id", NEW."section_key", NEW."state", NEW."title", NEW."unit", NEW."why"); RETURN NULL;',
                            hash="3fec1205462e471edb21bac9163486f8c76eedc3",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_79ee7",
                            table="stakeholders_datarequest",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="datarequest",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "stakeholders_datarequestevent" ("columns", "due_on", "form", "id", "indicator_id", "level", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "producer_id", "program_id", "requested_at", "requested_by_id", "section_key", "state", "title", "unit", "why") VALUES (NEW."columns", NEW."due_on", NEW."form", NEW."id", NEW."indicator_id", NEW."level", NEW."period", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."producer_id", NEW."program_id", NEW."requested_at", NEW."requested_by_id", NEW."section_key", NEW."state", NEW."title", NEW."unit", NEW."why"); RETURN NULL;',
                            hash="03ff87884f29c8b9e868c5ea18d1f9c9c16590ca",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_c24cf",
                            table="stakeholders_datarequest",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="datarequestevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="6415fe88a22e9459fe2cd5a66f21dd7f7811db0a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a31b6",
                            table="stakeholders_datarequestevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="signature",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signature_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9bd364e65f5fa168af83feb8605ded02c61e5391",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_signature_is_final_7ec67",
                            table="stakeholders_signature",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signed_text_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."clauses" IS DISTINCT FROM (NEW."clauses") OR OLD."contact_name" IS DISTINCT FROM (NEW."contact_name") OR OLD."dated_on" IS DISTINCT FROM (NEW."dated_on") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."lineage" IS DISTINCT FROM (NEW."lineage") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."version_reason" IS DISTINCT FROM (NEW."version_reason"))',
                            func="\n    IF EXISTS (SELECT 1 FROM stakeholders_signature AS given WHERE given.commitment_id = OLD.id) THEN\n        RAISE EXCEPTION 'pgtrigger: commitment % is signed, its text cannot be changed', OLD.id;\n    END IF;\n    RETURN NEW;\n",
                            hash="eba3574082961a4af4e02a226aa5e7688858e99e",
                            operation="UPDATE",
                            pgid="pgtrigger_signed_text_stays_34430",
                            table="stakeholders_commitment",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signed_commitment_is_kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (SELECT 1 FROM stakeholders_signature AS given WHERE given.commitment_id = OLD.id) THEN\n        RAISE EXCEPTION 'pgtrigger: commitment % is signed, its text cannot be changed', OLD.id;\n    END IF;\n    RETURN OLD;\n",
                            hash="994c873d8c15ea7d760ef9edd45525ed2ad55dc6",
                            operation="DELETE",
                            pgid="pgtrigger_signed_commitment_is_kept_38075",
                            table="stakeholders_commitment",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitmentitem",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signed_part_is_not_added",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (SELECT 1 FROM stakeholders_signature AS given WHERE given.commitment_id = NEW.commitment_id) THEN\n        RAISE EXCEPTION 'pgtrigger: commitment % is signed, its text cannot be changed', NEW.commitment_id;\n    END IF;\n    RETURN NEW;\n",
                            hash="022cff0f7cae036f87da6755191ce7bc88ba1604",
                            operation="INSERT",
                            pgid="pgtrigger_signed_part_is_not_added_146aa",
                            table="stakeholders_commitmentitem",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitmentitem",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signed_part_is_not_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (SELECT 1 FROM stakeholders_signature AS given WHERE given.commitment_id = OLD.commitment_id) THEN\n        RAISE EXCEPTION 'pgtrigger: commitment % is signed, its text cannot be changed', OLD.commitment_id;\n    END IF;\n    RETURN NEW;\n",
                            hash="17fe4f67ed9674a5bbdc181938c7477d8a89b792",
                            operation="UPDATE",
                            pgid="pgtrigger_signed_part_is_not_changed_846fa",
                            table="stakeholders_commitmentitem",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitmentitem",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signed_part_is_not_removed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (SELECT 1 FROM stakeholders_signature AS given WHERE given.commitment_id = OLD.commitment_id) THEN\n        RAISE EXCEPTION 'pgtrigger: commitment % is signed, its text cannot be changed', OLD.commitment_id;\n    END IF;\n    RETURN OLD;\n",
                            hash="7d30d8a8dd0254cf8d3a9864a732f2d167098080",
                            operation="DELETE",
                            pgid="pgtrigger_signed_part_is_not_removed_aeb85",
                            table="stakeholders_commitmentitem",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="witness",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signed_part_is_not_added",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (SELECT 1 FROM stakeholders_signature AS given WHERE given.commitment_id = NEW.commitment_id) THEN\n        RAISE EXCEPTION 'pgtrigger: commitment % is signed, its text cannot be changed', NEW.commitment_id;\n    END IF;\n    RETURN NEW;\n",
                            hash="541d1d3e5f0bf845ecf141b143ec3434d4549eea",
                            operation="INSERT",
                            pgid="pgtrigger_signed_part_is_not_added_04433",
                            table="stakeholders_witness",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="witness",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signed_part_is_not_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (SELECT 1 FROM stakeholders_signature AS given WHERE given.commitment_id = OLD.commitment_id) THEN\n        RAISE EXCEPTION 'pgtrigger: commitment % is signed, its text cannot be changed', OLD.commitment_id;\n    END IF;\n    RETURN NEW;\n",
                            hash="b1391983b3d923c477be35764b4542bc30aea4a7",
                            operation="UPDATE",
                            pgid="pgtrigger_signed_part_is_not_changed_c9ede",
                            table="stakeholders_witness",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="witness",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signed_part_is_not_removed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (SELECT 1 FROM stakeholders_signature AS given WHERE given.commitment_id = OLD.commitment_id) THEN\n        RAISE EXCEPTION 'pgtrigger: commitment % is signed, its text cannot be changed', OLD.commitment_id;\n    END IF;\n    RETURN OLD;\n",
                            hash="8d73637596a03ab359a38161fcfcfdc7840a23e5",
                            operation="DELETE",
                            pgid="pgtrigger_signed_part_is_not_removed_7ee06",
                            table="stakeholders_witness",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
