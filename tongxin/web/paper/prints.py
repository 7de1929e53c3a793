"""Long prints made by a job: what was asked, how far it is, and the file, in a folder of the data folder until a day is over.

No table: a print is worth nothing once it is fetched, and what it shows stands in the registers.
"""

import json
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import parse_qsl, urlencode
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.errors import NotFound
from tongxin.web.paper.printing import folder

# Set by the job on the request with which it asks: the print that the answer goes into.
PRINTING: Final = "paper_print"
KEEP_SECONDS: Final = 86_400
# A running print tells how far it is at least at each part; after this long without a word it was stopped from outside.
SILENT_SECONDS: Final = 180


@dataclass(frozen=True, slots=True)
class Print:
    """What was asked: by whom, in which role and language, at which address, and how its file is to be called."""

    id: str
    account: str
    community: str
    role: str
    language: str
    path: str
    query: str
    title: str

    @classmethod
    def begin(cls, by: Actor, *, path: str, query: str, title: str, language: str) -> Self:
        """Write down what is asked."""
        made = cls(
            str(uuid4()), str(by.account_id), str(by.community_id), str(by.role), language, path, query, title
        )
        made.place.mkdir(mode=0o700)
        (made.place / "asked.json").write_text(json.dumps(asdict(made), ensure_ascii=False), "utf-8")
        made.tell(0, 0)
        return made

    @classmethod
    def find(cls, print_id: UUID) -> Self:
        """Return a print, or raise NotFound when it is gone or never was."""
        try:
            return cls(**json.loads((folder() / str(print_id) / "asked.json").read_text("utf-8")))
        except FileNotFoundError:
            raise NotFound(_("This print is not kept any longer. Print the list again.")) from None

    @classmethod
    def of(cls, print_id: UUID, actor: Actor) -> Self:
        """Return a print of somebody's own. Whose role or community has changed since asks anew: the rights are others."""
        found = cls.find(print_id)
        if (found.account, found.community, found.role) != (
            str(actor.account_id),
            str(actor.community_id),
            str(actor.role),
        ):
            raise NotFound(_("This print is not kept any longer. Print the list again."))
        return found

    @property
    def place(self) -> Path:
        """Return the folder of the print."""
        return folder() / self.id

    @property
    def file(self) -> Path:
        """Return where the paper lies once it is done."""
        return self.place / "paper.pdf"

    @property
    def is_done(self) -> bool:
        """Tell whether the paper is there."""
        return self.file.is_file()

    def tell(self, done: int, total: int, read: int = 0) -> None:
        """Note how many rows are set, of how many; while they are still being read, how many are."""
        fresh = self.place / "progress.new"
        fresh.write_text(json.dumps({"done": done, "total": total, "read": read}))
        fresh.replace(self.place / "progress.json")

    def progress(self) -> dict[str, Any]:
        """Return the rows done, their total, and the rows read while there is no total yet."""
        found: dict[str, Any] = json.loads((self.place / "progress.json").read_text())
        return found

    def fail(self, why: str) -> None:
        """Note why there will be no paper."""
        (self.place / "failure.txt").write_text(why, "utf-8")

    @property
    def failure(self) -> str:
        """Return why there will be no paper; nothing while there may be one."""
        path = self.place / "failure.txt"
        if path.is_file():
            return path.read_text("utf-8")
        silent = time.time() - (self.place / "progress.json").stat().st_mtime
        if not self.is_done and silent > SILENT_SECONDS:
            return _("The server was stopped before the paper was done.")
        return ""

    @property
    def again(self) -> str:
        """Return the address at which the same is asked anew."""
        return f"{self.path}?{self.query}"

    @property
    def list(self) -> str:
        """Return the address of the list that is printed."""
        kept = [(key, value) for key, value in parse_qsl(self.query) if key != "export"]
        return f"{self.path}?{urlencode(kept)}"


def sweep() -> None:
    """Delete prints of yesterday and what broken-off ones left: they hold what stands in lists of people."""
    for path in folder().iterdir():
        if path.is_dir() and path.stat().st_mtime < time.time() - KEEP_SECONDS:
            shutil.rmtree(path, ignore_errors=True)
