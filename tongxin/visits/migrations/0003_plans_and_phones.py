import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tongxin.kit.ids
import tongxin.kit.tenancy


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_visits")]

    operations = [
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
    ]
