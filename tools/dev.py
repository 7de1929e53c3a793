"""`make dev`: the demo on loopback, served anew whenever code, a template, a text, a style or a script changes.

Three processes: this one, esbuild watching the front end, and Django's own development server with its reloader. Ctrl+C, or the end of
this one, ends all three. What is entered stays in the demo's folder, as with `make demo`.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PO, MO, STATIC = ROOT / "tongxin/locale", ROOT / "build/locale", ROOT / "build/static"
TONGXIN = str(Path(sys.executable).with_name("tongxin"))
SERVE = "--serve"
BEGAN = time.time()


def main() -> int:
    """Make the demo if it is missing, then run the watcher and the server until one of them ends."""
    os.environ.pop("DATABASE_URL", None)  # the demo is SQLite in its own folder
    os.environ |= {"TONGXIN_JOBS": "immediate", "DJANGO_SETTINGS_MODULE": "tongxin.config.settings"}
    _migrated().unlink(missing_ok=True)
    subprocess.run([TONGXIN, "demo", "--make-only"], cwd=ROOT, check=True)
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _stop)
    watch = [os.environ.get("NODE", "node"), "frontend/build.mjs", "--watch"]
    # The watcher ends when its standard input does: the pipe is ours, and ends with us, however that comes.
    children = [
        subprocess.Popen(watch, cwd=ROOT, stdin=subprocess.PIPE),
        subprocess.Popen([sys.executable, __file__, SERVE], cwd=ROOT),
    ]
    try:
        while children[-1].poll() is None:
            time.sleep(1)
            _migrate()
        return int(children[-1].returncode)
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(10)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _migrate() -> None:
    """Apply the migrations written since the tables were brought up to date."""
    written = max(path.stat().st_mtime for path in ROOT.glob("tongxin/**/migrations/*.py"))
    if _migrated().exists() and written > _migrated().stat().st_mtime:
        _migrated().touch()  # one that fails is tried again when it is mended
        subprocess.run([TONGXIN, "migrate"], cwd=ROOT, check=False)


def _migrated() -> Path:
    return Path(os.environ["TONGXIN_DATA"]) / "dev.migrated"


def serve() -> None:
    """Run Django's development server; its reloader begins this function anew at each change.

    Until the server itself runs nothing of the house is imported: a fault in it must leave the reloader standing, which
    shows it and waits for the file to be mended.
    """
    sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
    from django.core.management import execute_from_command_line
    from django.utils.autoreload import DJANGO_AUTORELOAD_ENV, autoreload_started

    _compile_texts()
    if os.environ.get(DJANGO_AUTORELOAD_ENV) != "true":
        _prepare()
    autoreload_started.connect(_watch_more)
    execute_from_command_line([__file__, "runserver", f"127.0.0.1:{os.environ['PORT']}", "--nostatic"])


def _prepare() -> None:
    """Bring the tables and what follows from today's date up to date, once, and tell where the server is."""
    import django

    django.setup()
    from tongxin.config.serving import bring_tables_up_to_date
    from tongxin.demo.words import demo_words
    from tongxin.visits.tasks import catch_up

    bring_tables_up_to_date()
    _migrated().touch()
    catch_up()
    print(demo_words(int(os.environ["PORT"])), flush=True)


def _compile_texts() -> None:
    """Compile the catalogues if one of them is newer than what was compiled of it."""
    for po in PO.glob("*/LC_MESSAGES/django.po"):
        mo = MO / po.relative_to(PO).with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            import compile_messages

            return compile_messages.main()
    return None


def _watch_more(sender: Any, **_named: Any) -> None:
    """Watch what Django's reloader does not by itself: the built front end and the catalogues.

    It compares with how it finds the files once the house is loaded. What is changed meanwhile would be missed, so its first
    look is told that they are as old as this process.
    """
    sender.watch_dir(STATIC, "staticfiles.json")
    sender.watch_dir(PO, "**/*.po")
    look = sender.snapshot_files

    def first_look() -> Iterator[tuple[Path, float]]:
        sender.snapshot_files = look
        for path, changed in look():
            yield path, min(changed, BEGAN)

    sender.snapshot_files = first_look


if __name__ == "__main__":
    if SERVE in sys.argv:
        serve()
    else:
        raise SystemExit(main())
