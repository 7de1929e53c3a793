"""Many rows at once: the checks of their keys take a moment for each row, however small the table was when first asked."""

from uuid import UUID

import pytest
from django.db import connection, transaction

from tests.conftest import World
from tongxin.kit.bulk import insert_rows
from tongxin.kit.ids import uuid7
from tongxin.people.models import Household

MANY = 8_000


def _households(community: UUID, number: int) -> list[UUID]:
    """Insert homes past the ORM and return their ids."""
    ids = [uuid7() for _at in range(number)]
    insert_rows(
        Household,
        ("id", "community_id", "address", "folded", "number"),
        [(pk, community, f"{at}栋", f"{at}栋", "") for at, pk in enumerate(ids)],
    )
    return ids


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans of its checks")
def test_keys_are_checked_by_their_own_index_after_a_table_has_grown(world: World) -> None:
    """The plan kept from a nearly empty table reads every row of the community; planned anew it reads one."""
    look = "EXECUTE look (%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(
            f"PREPARE look (uuid, uuid) AS SELECT 1 FROM ONLY {Household._meta.db_table} "
            "WHERE community_id = $1 AND id = $2 FOR KEY SHARE"
        )
        try:
            cursor.execute(look, [world.here.id, uuid7()])
            with transaction.atomic():
                _households(world.here.id, MANY)
            cursor.execute(f"EXPLAIN {look}", [world.here.id, uuid7()])
            plan = "\n".join(row[0] for row in cursor.fetchall())
        finally:
            cursor.execute("DEALLOCATE look")
    assert "Filter" not in plan, plan
