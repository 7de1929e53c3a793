import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tongxin.kit.ids
import tongxin.kit.tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("communities", "0001_initial"),
        ("communities", "__first__"),
        ("groups", "0001_initial"),
        ("needs", "0002_alter_need_channel"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitReason",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("festival", "Traditional festival"),
                            ("illness", "Illness in hospital"),
                            ("family", "Major event in the family"),
                            ("own", "The community's own reason"),
                        ],
                        max_length=10,
                        verbose_name="Kind",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="Name")),
                ("by_festival", models.BooleanField(default=False, verbose_name="Comes with festivals")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("community", "kind"), name="one_reason_per_kind")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="VisitRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "reason",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="visits.visitreason",
                    ),
                ),
                ("effective_from", models.DateField(verbose_name="In force from")),
                ("is_active", models.BooleanField(default=True, verbose_name="Homes are visited for this")),
                ("festivals", models.CharField(blank=True, max_length=300, verbose_name="Festivals")),
                (
                    "categories",
                    models.CharField(blank=True, max_length=300, verbose_name="Served categories"),
                ),
                (
                    "window_days",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="Days before the festival",
                    ),
                ),
                (
                    "limit_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="Working days to the visit",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Whose line of work",
                    ),
                ),
                (
                    "group",
                    tongxin.kit.tenancy.TenantForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="groups.group",
                        verbose_name="Group that visits too",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "reason", "effective_from"), name="one_rule_per_day"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Beat",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                ("building", models.CharField(max_length=40, verbose_name="Building")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="beats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("community", "building"), name="one_worker_per_building")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="FamilyEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "reason",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="visits.visitreason",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hospital", "In hospital"),
                            ("wedding", "Wedding"),
                            ("birth", "Birth"),
                            ("bereavement", "Bereavement"),
                            ("disaster", "Fire, accident or disaster"),
                            ("other", "Another major event"),
                            ("hardship", "The community's own reason"),
                        ],
                        max_length=12,
                        verbose_name="What happened",
                    ),
                ),
                (
                    "person",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="family_events",
                        to="people.person",
                        verbose_name="Resident",
                    ),
                ),
                (
                    "household",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="family_events",
                        to="people.household",
                        verbose_name="Household",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="Happened on")),
                ("told_on", models.DateField(verbose_name="Told on")),
                (
                    "told_by",
                    models.CharField(
                        choices=[
                            ("person", "The person"),
                            ("family", "The family, with the person's consent"),
                            ("neighbour", "A neighbour"),
                            ("worker", "A worker saw it"),
                        ],
                        max_length=10,
                        verbose_name="Told by",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="Where to visit")),
                (
                    "urgent_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="Why without consent"),
                ),
                ("void_on", models.DateField(blank=True, null=True, verbose_name="Void since")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["community", "household", "happened_on"], name="event_by_home"),
                    models.Index(fields=["community", "happened_on"], name="event_by_day"),
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="VisitWish",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "household",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_wishes",
                        to="people.household",
                    ),
                ),
                (
                    "reason",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="visits.visitreason",
                    ),
                ),
                ("since", models.DateField(verbose_name="Since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="Until")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["community", "household"], name="wish_by_home")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("community", "household", "reason"),
                        name="one_wish_standing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "reason",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="visits.visitreason",
                        verbose_name="Reason",
                    ),
                ),
                (
                    "rule",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="visits.visitrule",
                    ),
                ),
                (
                    "household",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="people.household",
                        verbose_name="Household",
                    ),
                ),
                ("occasion", models.CharField(max_length=50)),
                (
                    "festival",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new_year", "New Year's Day"),
                            ("laba", "Laba"),
                            ("new_years_eve", "Lunar New Year's Eve"),
                            ("spring_festival", "Spring Festival"),
                            ("lantern", "Lantern Festival"),
                            ("qingming", "Qingming"),
                            ("labour_day", "Labour Day"),
                            ("dragon_boat", "Dragon Boat Festival"),
                            ("qixi", "Qixi"),
                            ("army_day", "Army Day"),
                            ("mid_autumn", "Mid-Autumn Festival"),
                            ("national_day", "National Day"),
                            ("double_ninth", "Double Ninth"),
                            ("winter_solstice", "Winter solstice"),
                        ],
                        max_length=20,
                        verbose_name="Festival",
                    ),
                ),
                (
                    "event",
                    tongxin.kit.tenancy.TenantForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="visits.familyevent",
                    ),
                ),
                ("persons", models.JSONField(default=list, verbose_name="Whom it is for")),
                ("occasion_on", models.DateField(verbose_name="Occasion")),
                ("opens_on", models.DateField(verbose_name="Opens on")),
                ("due_on", models.DateField(verbose_name="Due")),
                ("provisional", models.BooleanField(default=False, verbose_name="Provisional")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be visited"),
                            ("visited", "Visited"),
                            ("not_home", "Not at home"),
                            ("not_wanted", "Not wanted"),
                            ("waived", "Waived"),
                            ("missed", "Missed"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="State",
                    ),
                ),
                ("ended_on", models.DateField(null=True, verbose_name="Ended on")),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("consent_ended", "the consent or the category ended"),
                            ("event_void", "the event was recorded by mistake"),
                            ("not_due", "the facts were corrected: no visit is due"),
                            ("not_wanted", "visits of this kind are not wanted"),
                            ("hand", "by decision"),
                        ],
                        max_length=14,
                        verbose_name="Ended by",
                    ),
                ),
                ("ended_reason", models.CharField(blank=True, max_length=300, verbose_name="Reason")),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(default=0, verbose_name="Times nobody was at home"),
                ),
                ("rung", models.PositiveSmallIntegerField(default=0)),
                ("next_on", models.DateField(null=True, verbose_name="Next try")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Responsible",
                    ),
                ),
                (
                    "group",
                    tongxin.kit.tenancy.TenantForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="groups.group",
                        verbose_name="Group",
                    ),
                ),
                (
                    "assigned_by",
                    models.CharField(
                        choices=[
                            ("rule", "by building or line of work"),
                            ("plan", "by plan"),
                            ("hand", "by hand"),
                        ],
                        default="rule",
                        max_length=4,
                    ),
                ),
                ("planned_on", models.DateField(null=True, verbose_name="Planned for")),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_on", models.DateField(verbose_name="Made on")),
                (
                    "unfinished",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(state="open", then=models.Value(1)), default=models.Value(0)
                        ),
                        output_field=models.PositiveSmallIntegerField(),
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "duties",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["community", "unfinished", "due_on", "id"], name="duty_unfinished"),
                    models.Index(fields=["community", "unfinished", "opens_on", "rung"], name="duty_opening"),
                    models.Index(fields=["community", "due_on", "state"], name="duty_by_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "household", "reason", "occasion"), name="one_duty_per_occasion"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                ("number", models.CharField(max_length=12, verbose_name="Number")),
                (
                    "household",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="people.household",
                        verbose_name="Household",
                    ),
                ),
                (
                    "person",
                    tongxin.kit.tenancy.TenantForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="people.person",
                        verbose_name="Resident",
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="Visited on")),
                (
                    "mode",
                    models.CharField(
                        choices=[("home", "At home"), ("phone", "By phone"), ("hospital", "In hospital")],
                        default="home",
                        max_length=10,
                        verbose_name="How",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("visited", "Visited"),
                            ("not_home", "Nobody at home"),
                            ("not_wanted", "Not wanted"),
                        ],
                        max_length=10,
                        verbose_name="Outcome",
                    ),
                ),
                ("situation", models.TextField(blank=True, verbose_name="Situation in brief")),
                ("suggestions", models.TextField(blank=True, verbose_name="Suggestions")),
                ("follow_up", models.TextField(blank=True, verbose_name="To be followed up")),
                (
                    "need",
                    tongxin.kit.tenancy.TenantForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="needs.need",
                        verbose_name="Need",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="Recorded")),
                ("captured_at", models.DateTimeField(verbose_name="Written down")),
                (
                    "came_by",
                    models.CharField(
                        choices=[("desk", "the desk"), ("phone", "a phone"), ("file", "a file from a phone")],
                        default="desk",
                        max_length=6,
                        verbose_name="Came by",
                    ),
                ),
                ("is_void", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["community", "visited_on", "id"], name="visit_by_day"),
                    models.Index(fields=["community", "household", "visited_on"], name="visit_by_home"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="visit_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitDuty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "visit",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties_done",
                        to="visits.visit",
                    ),
                ),
                (
                    "duty",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="visits.duty",
                    ),
                ),
                ("counted", models.BooleanField(default=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["community", "duty"], name="visit_by_duty")],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "visit", "duty"), name="duty_once_per_visit")
                ],
            },
        ),
        migrations.CreateModel(
            name="Visitor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "visit",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visitors",
                        to="visits.visit",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="visits_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    tongxin.kit.tenancy.TenantForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits_made",
                        to="groups.groupmember",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="Name")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["community", "visit"], name="visitor_by_visit"),
                    models.Index(fields=["community", "account"], name="visitor_by_account"),
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Gift",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "visit",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gifts",
                        to="visits.visit",
                    ),
                ),
                ("given_on", models.DateField(verbose_name="Date")),
                ("is_cash", models.BooleanField(default=False, verbose_name="Money")),
                ("item", models.CharField(max_length=60, verbose_name="Goods")),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=8,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="Quantity",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=10, verbose_name="Unit")),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="Value in yuan",
                    ),
                ),
                ("fund_source", models.CharField(max_length=60, verbose_name="Source of funds")),
                ("signed_by", models.CharField(max_length=40, verbose_name="Signed by")),
                (
                    "relation",
                    models.CharField(blank=True, max_length=20, verbose_name="Relation of who signed"),
                ),
                ("is_void", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["community", "visit"], name="gift_by_visit"),
                    models.Index(fields=["community", "given_on"], name="gift_by_day"),
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                ("item", models.UUIDField(editable=False)),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("raw", models.BinaryField()),
                ("owner_ref", models.UUIDField(editable=False)),
                ("sender_ref", models.UUIDField(editable=False)),
                ("device", models.UUIDField(editable=False)),
                ("seq", models.PositiveIntegerField()),
                ("form_version", models.PositiveSmallIntegerField()),
                ("captured_at", models.DateTimeField(verbose_name="Written down")),
                (
                    "clock_offset",
                    models.IntegerField(
                        default=0, help_text="seconds by which the phone's clock ran behind the server's"
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="Received")),
                ("came_by", models.CharField(default="phone", max_length=6)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("waiting", "Waits for an earlier item of this phone"),
                            ("applied", "In the register"),
                            ("held", "Waits for a decision"),
                            ("refused", "Not taken, with the reason"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="State",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="Reason")),
                ("flags", models.JSONField(default=list)),
                ("fact", models.JSONField(default=dict)),
                ("fact_open", models.BooleanField(default=False)),
                (
                    "visit",
                    tongxin.kit.tenancy.TenantForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="visits.visit",
                    ),
                ),
                ("receipt", models.CharField(max_length=12, verbose_name="Receipt")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["community", "state", "received_at"], name="submission_by_state"),
                    models.Index(fields=["community", "device", "seq"], name="submission_by_device"),
                    models.Index(fields=["community", "owner_ref", "state"], name="submission_by_owner"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "item", "sha256"), name="item_body_once"),
                    models.UniqueConstraint(fields=("community", "receipt"), name="receipt_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Blob",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("path", models.CharField(editable=False, max_length=200)),
                ("size", models.PositiveIntegerField()),
                ("sender_ref", models.UUIDField(editable=False)),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["community", "received_at"], name="blob_by_moment")],
                "constraints": [models.UniqueConstraint(fields=("community", "sha256"), name="blob_once")],
            },
        ),
        migrations.CreateModel(
            name="VisitPhoto",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "visit",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="visits.visit",
                    ),
                ),
                ("path", models.CharField(editable=False, max_length=200)),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("taken_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["community", "visit"], name="photo_by_visit")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("sha256", ""), _negated=True),
                        fields=("community", "visit", "sha256"),
                        name="photo_once_per_visit",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "reason",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="visits.visitreason",
                    ),
                ),
                (
                    "festival",
                    models.CharField(
                        choices=[
                            ("new_year", "New Year's Day"),
                            ("laba", "Laba"),
                            ("new_years_eve", "Lunar New Year's Eve"),
                            ("spring_festival", "Spring Festival"),
                            ("lantern", "Lantern Festival"),
                            ("qingming", "Qingming"),
                            ("labour_day", "Labour Day"),
                            ("dragon_boat", "Dragon Boat Festival"),
                            ("qixi", "Qixi"),
                            ("army_day", "Army Day"),
                            ("mid_autumn", "Mid-Autumn Festival"),
                            ("national_day", "National Day"),
                            ("double_ninth", "Double Ninth"),
                            ("winter_solstice", "Winter solstice"),
                        ],
                        max_length=20,
                        verbose_name="Festival",
                    ),
                ),
                ("festival_on", models.DateField(verbose_name="Falls on")),
                ("first", models.DateField(verbose_name="First day")),
                ("last", models.DateField(verbose_name="Last day")),
                (
                    "most_per_day",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(40),
                        ],
                        verbose_name="Homes a visitor can call on in a day",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("confirmed", "Confirmed"), ("dropped", "Dropped")],
                        default="draft",
                        max_length=10,
                        verbose_name="State",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="Made")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["community", "festival_on"], name="plan_by_festival")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="PlanVisitor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "plan",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visitors",
                        to="visits.visitplan",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("leave", models.JSONField(default=list, verbose_name="Days on leave")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "plan", "account"), name="visitor_once_per_plan"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PlanItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "plan",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="visits.visitplan",
                    ),
                ),
                (
                    "household",
                    tongxin.kit.tenancy.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.household",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("day", models.DateField(null=True)),
                ("place", models.PositiveSmallIntegerField(default=0)),
                ("by_hand", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "plan", "household"), name="home_once_per_plan"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("secret_print", models.CharField(editable=False, max_length=64)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("community", "secret_print"), name="feed_secret_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("community", "account"),
                        name="one_feed_per_account",
                    ),
                ],
                "indexes": [],
            },
        ),
    ]
