"""The `tongxin` command: one clear line for each error, exit codes that differ by kind, JSON for programs."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.beside
ROOT = Path(__file__).resolve().parents[2]
INIT = (
    "init",
    "--street",
    "和平街道",
    "--community",
    "泰山社区",
    "--code",
    "taishan",
    "--name",
    "王兰",
    "--username",
    "wang",
    "--password",
    "tongxin-tests",
    "--fourth",
    "家庭困难必访",
)


def tongxin(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TONGXIN", "DATABASE", "DJANGO"))
    }
    env |= {"TONGXIN_DATA": str(folder), **environ}
    return subprocess.run(
        [sys.executable, "-m", "tongxin.config.cli", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def _reasons(folder: Path) -> list[tuple[str, str, int]]:
    """Return the reasons for must-visits with whether they are in use."""
    with sqlite3.connect(folder / "tongxin.sqlite3") as database:
        return database.execute(
            "SELECT kind, name, is_active FROM visits_visitreason r JOIN visits_visitrule v ON v.reason_id = r.id"
        ).fetchall()


@pytest.mark.slow
def test_from_init_to_verify(tmp_path: Path) -> None:
    made = tongxin(tmp_path, *INIT)
    assert made.returncode == 0, made.stderr
    sheet = tmp_path / "s.csv"
    sheet.write_text("姓名,电话\n张三,10012345678\n李四、王五,\n")
    dry = json.loads(tongxin(tmp_path, "import-people", str(sheet), "--dry-run", "--json").stdout)
    assert (dry["read"], dry["new"], dry["refused"], dry["rows"][0]["row"], dry["rows"][0]["field"]) == (
        2,
        1,
        1,
        3,
        "name",
    )
    for expected in ({"new": 1, "unchanged": 0}, {"new": 0, "unchanged": 1}):
        found = json.loads(tongxin(tmp_path, "import-people", str(sheet), "--json").stdout)
        assert {name: found[name] for name in expected} == expected
    registers = json.loads(tongxin(tmp_path, "verify", "--json").stdout)
    assert all(row["ok"] and row["entries"] and len(row["head"]) == 64 for row in registers)
    figures = json.loads(tongxin(tmp_path, "report", "2026", "--json", "--community", "taishan").stdout)
    assert {item["code"]: item["rows"] for item in figures}["residents"] == 1
    out = tmp_path / "people.csv"
    assert tongxin(tmp_path, "export", "people", str(out)).returncode == 0
    assert "张三" in out.read_text()
    assert tongxin(tmp_path, "doctor").returncode == 0
    assert _reasons(tmp_path) == [("own", "家庭困难必访", 0)]


@pytest.mark.parametrize(
    ("arguments", "environ", "code", "words"),
    [
        (("nonsense",), {}, 2, "no command"),
        (("doctor",), {"TONGXIN_SECRET": "short"}, 78, "too weak"),
        (("doctor",), {"DATABASE_URL": "mysql://x/y"}, 78, "PostgreSQL"),
        (("doctor",), {"DATABASE_URL": "nonsense"}, 78, "DATABASE_URL"),
        (("doctor",), {"TONGXIN_LANGUAGE": "fr"}, 78, "one of"),
        (("doctor",), {"TONGXIN_SESSION_HOURS": "0"}, 78, "whole number"),
        (("doctor",), {"TONGXIN_DATA": "/proc/nowhere"}, 78, "cannot be written"),
        (
            ("import-people", "/nowhere.xlsx"),
            {"TONGXIN_SECRET": "s" * 9 + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEF"},
            66,
            "no file",
        ),
        (("init",), {}, 2, "缺少“街道”"),
        (("init",), {"TONGXIN_LANGUAGE": "en"}, 2, "“Sub-district (jiedao)” is missing"),
        (("verify",), {}, 69, "tongxin doctor"),
    ],
)
def test_an_error_is_one_line_with_its_own_code(
    tmp_path: Path, arguments: tuple[str, ...], environ: dict[str, str], code: int, words: str
) -> None:
    (tmp_path / "secret.key").write_text("tests-Only-1234567890-abcdefghijklmnopqrstuvwxyz")
    (tmp_path / "identity.key").write_text("tests-Only-1234567890-abcdefghijklmnopqrstuvwxyz")
    done = tongxin(tmp_path, *arguments, **environ)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_any_secret_it_does_not_start(tmp_path: Path) -> None:
    done = tongxin(tmp_path, "doctor")
    assert done.returncode == 78
    assert "tongxin init" in done.stderr
