"""A row never moves to another community by being saved."""

from datetime import datetime

import pytest
from django.db import transaction

from tests.conftest import World
from tongxin.kit.scope import community_scope
from tongxin.people.models import Household


def test_a_row_given_another_community_is_refused_and_not_written_twice(world: World, at: datetime) -> None:
    home = Household.objects.create(community_id=world.here.id, address="9栋101", folded="9栋101")
    home.community_id = world.there.id
    with pytest.raises(RuntimeError, match="never moves"), transaction.atomic():
        home.save()
    assert Household.objects.filter(pk=home.pk).exists()
    with community_scope(world.there.id):
        assert not Household.objects.filter(pk=home.pk).exists()
