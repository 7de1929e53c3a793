"""Settings from the environment: each named once, with what it means, checked before anything starts."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SECRET_FILE = "secret.key"  # noqa: S105  # the name of the file, not the secret
IDENTITY_FILE = "identity.key"
WEAK_BELOW = 40


class SettingsFault(Exception):
    """A setting is missing or wrong; the message is one sentence with the remedy."""


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable: name, what it stands at if unset, what it means."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("TONGXIN_DATA", "data", "Folder for the database, uploads, keys and jobs"),
    Variable(
        "TONGXIN_SECRET",
        "",
        f"Signs sessions; at least {WEAK_BELOW} varied characters. Unset: the file `{SECRET_FILE}` in the data folder, made by `tongxin init`",
    ),
    Variable(
        "TONGXIN_IDENTITY_KEY",
        "",
        f"Keys the fingerprints of identity numbers; never change it. Unset: the file `{IDENTITY_FILE}` in the data folder",
    ),
    Variable(
        "DATABASE_URL",
        "",
        "PostgreSQL as `postgresql://user:password@host:port/name`. Unset: SQLite in the data folder",
    ),
    Variable("TONGXIN_HOSTS", "127.0.0.1,localhost", "Host names under which it may be called, with commas"),
    Variable("TONGXIN_HTTPS", "", "Set to 1 behind HTTPS: cookies are then sent over HTTPS only"),
    Variable("TONGXIN_PROXY", "", "Set to 1 behind a proxy that sets X-Forwarded-For and X-Forwarded-Proto"),
    Variable("TONGXIN_LANGUAGE", "zh-hans", "Language until somebody chooses: zh-hans, zh-hant or en"),
    Variable("TONGXIN_SESSION_HOURS", "12", "Hours until a login expires"),
    Variable("TONGXIN_UPLOAD_MB", "50", "Largest sheet taken, in megabytes"),
    Variable(
        "TONGXIN_JOBS",
        "",
        "Where jobs run: `beside` the server (set by `tongxin serve`), `immediate` in the request, unset: a process of their own (`tongxin run_huey`)",
    ),
    Variable("TONGXIN_LOG", "INFO", "Log level: DEBUG, INFO, WARNING or ERROR"),
)
_DEFAULTS = {item.name: item.default for item in VARIABLES}


def value(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return a variable or what it stands at if unset."""
    return environ.get(name) or _DEFAULTS[name]


def data_folder() -> Path:
    """Return the data folder, made if missing; SettingsFault if it cannot be written."""
    folder = Path(value("TONGXIN_DATA")).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".write-{os.getpid()}"
        probe.write_text("")
        probe.unlink()
    except OSError as fault:
        raise SettingsFault(
            f"The data folder {folder} cannot be written ({fault.strerror}). "
            "Give the account that runs Tongxin the right to write there, or set TONGXIN_DATA to another folder."
        ) from fault
    return folder


def make_keys() -> None:
    """Make the key files that are missing, readable by their owner only."""
    folder = data_folder()
    for name in (SECRET_FILE, IDENTITY_FILE):
        path = folder / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))


def key(variable: str, file: str) -> str:
    """Return a key from its variable or file; SettingsFault if there is none or it is weak."""
    text = value(variable)
    path = data_folder() / file
    if not text and path.exists():
        text = path.read_text().strip()
    if not text:
        raise SettingsFault(
            f"{variable} is not set and {path} does not exist. Run `tongxin init`, which makes it."
        )
    if len(text) < WEAK_BELOW or len(set(text)) < 12:
        raise SettingsFault(
            f"{variable} is too weak. Use at least {WEAK_BELOW} varied characters, for example what "
            '`python3 -c "import secrets; print(secrets.token_urlsafe(48))"` prints.'
        )
    return text


def whole_number(name: str, least: int, most: int) -> int:
    """Return a variable as a whole number within bounds."""
    text = value(name)
    if not text.isdigit() or not least <= int(text) <= most:
        raise SettingsFault(f"{name} is “{text}”. Set it to a whole number from {least} to {most}.")
    return int(text)


def one_of(name: str, allowed: tuple[str, ...]) -> str:
    """Return a variable that must be one of some words."""
    text = value(name)
    if text not in allowed:
        raise SettingsFault(f"{name} is “{text}”. Set it to one of: {', '.join(allowed)}.")
    return text
