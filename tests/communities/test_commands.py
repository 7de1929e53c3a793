"""The `tongxin` command: one clear line for each error, exit codes that differ by kind, JSON for programs."""

import json
import os
import socket
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


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a community just begun by `tongxin init`."""
    folder = tmp_path_factory.mktemp("begun")
    made = tongxin(folder, *INIT)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.mark.slow
def test_from_init_to_verify(begun: Path) -> None:
    tmp_path = begun
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


# What no page needs that somebody sees first, with what would be waited for if it were imported at the top of a file.
IMPORTED_WHERE_USED = {
    "icalendar": "eighty modules, for a calendar's feed",
    "PIL": "for a picture that has come",
    "python_calamine": "for a sheet that is read",
    "openpyxl": "nothing of the house uses it while it serves",
    "xlsxwriter": "a quarter of a second, for a workbook",
    "pypinyin": "tables of readings, for a name's keys",
    "opencc": "its dictionaries, for a name's keys",
    "highspy": "half a second, for a plan of visits",
    "numpy": "comes with highspy",
    "lunar_python": "a tenth of a second, to fill the table of days",
    "holidays": "to fill the table of days",
    "cryptography": "to open what a phone has sealed",
    "click": "granian's own command line",
}
FIRST_PAGES = """
import json, sys
from io import BytesIO
from tongxin.config.wsgi import application
from django.test import Client
from tongxin.communities.models import Account

started = set(sys.modules)
client = Client()
client.force_login(Account.objects.get(username="wang"), backend="tongxin.communities.signing_in.Backend")
address = {"SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1", "REQUEST_METHOD": "GET"}
cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
answers = []
for path, sent in (("/login/", ""), ("/today/", cookie)):
    asked = {**address, "PATH_INFO": path, "HTTP_COOKIE": sent, "wsgi.input": BytesIO(), "wsgi.url_scheme": "http"}
    b"".join(application(asked, lambda status, headers: answers.append(status)))
print(json.dumps([answers, sorted(started), sorted(sys.modules)]))
"""


def test_the_first_page_waits_for_nothing_that_only_other_pages_need(begun: Path) -> None:
    env = {**os.environ, "TONGXIN_DATA": str(begun), "TONGXIN_JOBS": ""}
    env.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAGES], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answers, started, seen = json.loads(done.stdout.splitlines()[-1])
    assert answers == ["200 OK", "200 OK"]
    for moment, modules in (("at the start", started), ("by the first page", seen)):
        early = [f"{name} ({why})" for name, why in IMPORTED_WHERE_USED.items() if name in modules]
        assert not early, f"imported {moment}; import it in the function that uses it: {', '.join(early)}"


def test_a_port_that_is_taken_is_said_in_a_line(begun: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = tongxin(begun, "serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 78 and "--port" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
