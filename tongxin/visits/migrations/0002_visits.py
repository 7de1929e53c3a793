import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tongxin.kit.ids
import tongxin.kit.tenancy


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial")]

    operations = [
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
    ]
