"""Saving a row without ever moving it to another community.

Apart from `tenancy.py`, which the database's backend reads: a model, even an abstract one, asks for that backend when
it is defined.
"""

from typing import Any

from django.db import models

from tongxin.kit.tenancy import COMMUNITY_COLUMN


class TenantSaveMixin(models.Model):
    """Keeps a row in its community: saving never writes the community column of a row that exists.

    A row that was read or saved before and is not found in its community any more was given another one, or is gone: Django would insert
    it, and where keys begin with the community (PostgreSQL) there would be two. That is a fault of the program: RuntimeError.
    """

    class Meta:
        abstract = True

    def _do_update(self, base_qs: Any, *given: Any, **named: Any) -> Any:
        # Django's own signature differs between versions: all that matters here is the third argument, the values.
        using, pk_val, values, *rest = given
        kept = [value for value in values if value[0].attname != COMMUNITY_COLUMN]
        scoped = base_qs.filter(**{COMMUNITY_COLUMN: getattr(self, COMMUNITY_COLUMN)})
        found = super()._do_update(scoped, using, pk_val, kept, *rest, **named)
        if not found and not self._state.adding:
            label = self._meta.label
            raise RuntimeError(
                f"{label} {pk_val} is not in the community that it names: a row never moves to another"
            )
        return found
