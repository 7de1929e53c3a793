"""Who may read figures and the rows behind them."""

from django.utils.translation import gettext_lazy as _

from tongxin.kit.actor import STAFF, Role
from tongxin.kit.permissions import deed

READ = deed("reports.read", _("Read the year-end figures"), STAFF | {Role.STREET, Role.AUDITOR}, looks=True)
ROWS = deed("reports.rows", _("Open a figure's rows"), STAFF, looks=True)
EXPORT = deed("reports.export", _("Export figures and rows"), STAFF)
