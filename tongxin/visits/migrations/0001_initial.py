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
    ]
