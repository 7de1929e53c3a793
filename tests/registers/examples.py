"""What the contract tests need of the registers."""

from tongxin.registers.models import Entry

ARGUMENTS = {
    "entry_id": lambda _world, _at: Entry.objects.in_book("reception").latest("seq").pk,
    "code": lambda _world, _at: "reception",
    "year": lambda _world, _at: 2026,
}
CROWD = {"registers.Entry": {"refers_to": "CASE WHEN refers_to IS NULL THEN NULL ELSE {id} END"}}
