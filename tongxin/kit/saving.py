"""Saving a row without ever moving it to another community.

Apart from `tenancy.py`, which the database's backend reads: a model, even an abstract one, asks for that backend when
it is defined.
"""

from typing import Any

from django.db import models

from tongxin.kit.tenancy import COMMUNITY_COLUMN


class TenantSaveMixin(models.Model):
    """Keeps a row in its community: saving never writes the community column of a row that exists."""

    class Meta:
        abstract = True

    def _do_update(self, base_qs: Any, *given: Any, **named: Any) -> Any:
        # Django's own signature differs between versions: all that matters here is the third argument, the values.
        using, pk_val, values, *rest = given
        kept = [value for value in values if value[0].attname != COMMUNITY_COLUMN]
        scoped = base_qs.filter(**{COMMUNITY_COLUMN: getattr(self, COMMUNITY_COLUMN)})
        return super()._do_update(scoped, using, pk_val, kept, *rest, **named)
