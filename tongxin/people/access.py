"""Who may find, open and change people's files."""

from django.utils.translation import gettext_lazy as _

from tongxin.kit.actor import CHIEFS, STAFF
from tongxin.kit.permissions import deed

FIND = deed("people.find", _("Find residents by name"), STAFF, looks=True)
OPEN = deed("people.open", _("Open a person's file"), STAFF, looks=True)
CHANGE = deed("people.change", _("Add and correct residents"), STAFF)
CONSENT = deed("people.consent", _("Record and withdraw consent"), STAFF)
IMPORT = deed("people.import", _("Import sheets of residents"), STAFF)
EXPORT = deed("people.export", _("Export lists of residents"), CHIEFS)
LOOKS = deed("people.looks", _("See who looked at a file"), STAFF, looks=True)
FULL_NAMES = deed("people.full_names", _("See full names"), STAFF)
