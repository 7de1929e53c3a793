"""Where prints lie in the data folder: for the server's account alone, each place locked while somebody works in it.

A lock ends with the process that holds it, however that ends: a place that nobody holds is a leftover.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings

AT_WORK: Final = ("setting-", "answer-")  # how places are called that are gone when the work is done


def folder() -> Path:
    """Return the folder of prints in the data folder, readable by the server's account alone."""
    place = Path(settings.DATA) / "prints"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def write(path: Path, text: str) -> None:
    """Write a file that the server's account alone may read."""
    path.touch(mode=0o600)
    path.write_text(text, "utf-8")


@contextmanager
def held(place: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold a place while the block is open, over all processes; tell whether it is held, which without waiting it may not be."""
    handle = os.open(place, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def is_held(place: Path) -> bool:
    """Tell whether somebody works in a place."""
    try:
        with held(place, wait=False) as free:
            return not free
    except FileNotFoundError:
        return False


@contextmanager
def workplace(prefix: str) -> Iterator[Path]:
    """Make a place to work in, held while the block is open and gone afterwards."""
    with held(folder()):
        place = Path(tempfile.mkdtemp(prefix=prefix, dir=folder()))
        holding = held(place)
        holding.__enter__()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        holding.__exit__(None, None, None)


def clear_workplaces() -> None:
    """Delete the places in which somebody was stopped: they hold what stands in lists of people."""
    with held(folder()):
        for place in folder().iterdir():
            if place.name.startswith(AT_WORK) and not is_held(place):
                shutil.rmtree(place, ignore_errors=True)
