"""A copy of the tree in which an app is added as a newcomer adds it, with the commands that the docs name."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Copied:
    """The copy, and what can be done in it."""

    root: Path

    def environ(self) -> dict[str, str]:
        """Return the environment of the commands: this copy's code, a data folder within it."""
        unset = ("TONGXIN", "DATABASE", "DJANGO", "PYTEST")
        return {name: value for name, value in os.environ.items() if not name.startswith(unset)} | {
            "PYTHONPATH": str(self.root),
            "TONGXIN_DATA": str(self.root / "build/data"),
            "DJANGO_SETTINGS_MODULE": "tongxin.config.settings",
            "TONGXIN_SECRET": os.environ["TONGXIN_SECRET"],
            "TONGXIN_IDENTITY_KEY": os.environ["TONGXIN_IDENTITY_KEY"],
        }

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run Python in the copy and return the exit code with what was printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=self.environ(),
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return done.returncode, done.stdout

    def succeed(self, *arguments: str) -> str:
        """Run what must end well, and return what it printed."""
        code, said = self.run(*arguments)
        assert code == 0, f"{' '.join(arguments)}\n{said[-6000:]}"
        return said

    def fail(self, *arguments: str) -> str:
        """Run what must not end well, and return what it printed in single spaces."""
        code, said = self.run(*arguments)
        assert code != 0, f"{' '.join(arguments)} found nothing"
        return re.sub(r"\s+", " ", said)

    def new_app(self, name: str) -> str:
        """Do as `make new-app`."""
        return self.succeed("tools/new_app.py", name)

    def migrations(self, name: str) -> None:
        """Do as `make migrations`."""
        self.succeed("-m", "django", "makemigrations", name)
        self.succeed("-m", "ruff", "check", "--quiet", "--fix", "--select", "I", f"tongxin/{name}")
        self.succeed("-m", "ruff", "format", "--quiet", f"tongxin/{name}")

    def lints(self, *names: str) -> None:
        """Do of `make lint` what concerns new apps."""
        folders = [f"{where}/{name}" for where in ("tongxin", "tests") for name in names]
        self.succeed("-m", "ruff", "check", *folders)
        self.succeed("-m", "ruff", "format", "--check", *folders)
        self.imports()

    def imports(self, *, broken: bool = False) -> str:
        """Run the import contracts."""
        how = ("-c", "from importlinter.cli import lint_imports_command as run; run()")
        return self.fail(*how) if broken else self.succeed(*how)

    def insert(self, name: str, before: str, line: str) -> None:
        """Write a line above another in a file; the first of its kind counts."""
        path = self.root / name
        text = path.read_text()
        assert before in text, f"{name} has no line {before}"
        path.write_text(text.replace(before, f"{line}\n{before}", 1))


def copy(folder: Path) -> Copied:
    """Copy the committed tree as it stands on the disk, with the built front end."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / "build").mkdir()
    for built in ("static", "fonts"):
        (folder / "build" / built).symlink_to(ROOT / "build" / built)
    return Copied(folder)
