"""Long prints made by a job: what was asked, how far it is, and the file, in a folder of the data folder until a day is over.

No table: a print is worth nothing once it is fetched, and what it shows stands in the registers. A print waits, is being made (its
folder is held), is done, or has failed; one whose server was stopped waits again.
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
from tongxin.kit.errors import NotFound, TongxinError
from tongxin.web.paper.keeping import AT_WORK, clear_workplaces, folder, held, is_held, write

# Set by the job on the request with which it asks: the print that the answer goes into.
PRINTING: Final = "paper_print"
KEEP_SECONDS: Final = 86_400
KEEP_FETCHED_SECONDS: Final = 3_600
JUST_MADE_SECONDS: Final = 30  # asked again within this time, the same paper is meant: a click too many
MOST_WAITING: Final = 3  # prints of one account
MOST_TIMES: Final = 2  # that a print is begun: what stops the server twice would stop it a third time


class Cancelled(TongxinError):
    """Who asked for a print does not want it any longer."""


class TooManyWait(TongxinError):
    """Somebody's prints wait already, as many as may; `last` is the id of the last of them."""

    status = 429

    def __init__(self, last: str) -> None:
        super().__init__(
            _(
                "%(n)s of your prints wait already. Wait until one is done, or cancel one that you do not need."
            )
            % {"n": MOST_WAITING}
        )
        self.last = last


@dataclass(frozen=True, slots=True)
class Print:
    """What was asked: by whom, in which role and language, at which address and when, and how its file is to be called."""

    id: str
    account: str
    community: str
    role: str
    language: str
    path: str
    query: str
    title: str
    asked: float  # seconds since 1970

    @classmethod
    def ask(cls, by: Actor, *, path: str, query: str, title: str, language: str) -> "Print":
        """Write down what is asked; what waits, is being made or was just made of the same is not made twice.

        Raises TooManyWait.
        """
        with held(folder()):
            own = own_prints(by)
            for one in own:
                if (one.path, one.query, one.language) == (path, query, language) and one.serves_still:
                    return one
            waiting = [one.id for one in own if one.waits]
            if len(waiting) >= MOST_WAITING:
                raise TooManyWait(waiting[-1])
            return cls.begin(by, path=path, query=query, title=title, language=language)

    @classmethod
    def begin(cls, by: Actor, *, path: str, query: str, title: str, language: str) -> Self:
        """Write down what is asked."""
        asker = (str(by.account_id), str(by.community_id), str(by.role))
        made = cls(str(uuid4()), *asker, language, path, query, title, time.time())
        made.place.mkdir(mode=0o700)
        made.tell(0, 0)
        write(made.place / "asked.json", json.dumps(asdict(made), ensure_ascii=False))
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
        if not found.belongs_to(actor):
            raise NotFound(_("This print is not kept any longer. Print the list again."))
        return found

    def belongs_to(self, actor: Actor) -> bool:
        """Tell whether somebody asked for it, in the community and role in which they are now."""
        asker = (str(actor.account_id), str(actor.community_id), str(actor.role))
        return (self.account, self.community, self.role) == asker

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
        return self.file.is_file() and not self.failure

    @property
    def is_being_made(self) -> bool:
        """Tell whether a job is at work on it; a job whose process ended is not."""
        return is_held(self.place)

    @property
    def waits(self) -> bool:
        """Tell whether a job will take it up."""
        return not (self.failure or self.file.is_file() or self.is_being_made)

    @property
    def serves_still(self) -> bool:
        """Tell whether who asks for the same now is served by it."""
        if self.failure:
            return False
        return not self.file.is_file() or time.time() - self.file.stat().st_mtime < JUST_MADE_SECONDS

    @property
    def times(self) -> int:
        """Return how many times it was begun: more than once if the server was stopped meanwhile."""
        path = self.place / "begun"
        return len(path.read_text()) if path.is_file() else 0

    @property
    def begun_at(self) -> float:
        """Return when it was last begun, 0 if it never was."""
        path = self.place / "begun"
        return path.stat().st_mtime if path.is_file() else 0.0

    def note_begun(self) -> None:
        """Note that it is being made."""
        write(self.place / "begun", "." * (self.times + 1))

    def note_fetched(self) -> None:
        """Note that its paper was taken, so that it may go earlier."""
        write(self.place / "fetched", "")

    @property
    def before(self) -> int:
        """Return how many prints are made before this one, with those that are being made now."""
        order = [one.id for one in in_turn()]
        return sum(one.is_being_made for one in every()) + (order.index(self.id) if self.id in order else 0)

    def tell(self, done: int, total: int, read: int = 0) -> None:
        """Note how many rows are set, of how many; while they are still being read, how many are. Cancelled ends the work."""
        if why := self.failure:
            raise Cancelled(why)
        fresh = self.place / "progress.new"
        write(fresh, json.dumps({"done": done, "total": total, "read": read}))
        fresh.replace(self.place / "progress.json")

    def progress(self) -> dict[str, Any]:
        """Return the rows done, their total, and the rows read while there is no total yet."""
        found: dict[str, Any] = json.loads((self.place / "progress.json").read_text())
        return found

    def fail(self, why: str) -> None:
        """Note why there will be no paper."""
        write(self.place / "failure.txt", why)

    def cancel(self) -> None:
        """Give it up: it is not made, or what is made of it is not kept."""
        if not self.is_done:
            self.fail(_("You cancelled this print."))

    @property
    def failure(self) -> str:
        """Return why there will be no paper; nothing while there may be one."""
        path = self.place / "failure.txt"
        if path.is_file():
            return path.read_text("utf-8")
        if self.times >= MOST_TIMES and not self.file.is_file() and not self.is_being_made:
            return _("The server was stopped twice before the paper was done.")
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


def every() -> list[Print]:
    """Return the prints that are kept, as they were asked."""
    found = []
    for place in folder().iterdir():
        try:
            found.append(Print(**json.loads((place / "asked.json").read_text("utf-8"))))
        except (FileNotFoundError, NotADirectoryError):
            continue  # a place of another kind, or one that was just deleted
    return sorted(found, key=lambda one: one.asked)


def own_prints(actor: Actor) -> list[Print]:
    """Return the prints of an account as it is now, as they were asked."""
    return [one for one in every() if one.belongs_to(actor)]


def in_turn() -> list[Print]:
    """Return the prints that wait in the order in which they are made: of each account one, who was served longest ago first."""
    prints = every()
    served = {one.account: one.begun_at for one in sorted(prints, key=lambda one: one.begun_at)}
    waiting = [one for one in prints if one.waits]
    after = time.time()
    order = []
    while waiting:
        following = min(waiting, key=lambda one: (served.get(one.account, 0.0), one.asked))
        waiting.remove(following)
        order.append(following)
        after += 1
        served[following.account] = after
    return order


def sweep() -> None:
    """Delete prints of yesterday, those fetched a while ago, and what broken-off ones left: they hold what stands in lists of people."""
    clear_workplaces()
    now = time.time()
    for place in folder().iterdir():
        if not place.is_dir() or place.name.startswith(AT_WORK):
            continue
        fetched = place / "fetched"
        is_old = place.stat().st_mtime < now - KEEP_SECONDS
        if is_old or (fetched.is_file() and fetched.stat().st_mtime < now - KEEP_FETCHED_SECONDS):
            shutil.rmtree(place, ignore_errors=True)
