"""The `tongxin` command: Django's commands with settings checked first and errors as one clear line."""

import os
import sys

from tongxin.config.serving import serve
from tongxin.demo.words import DEMO_READY, demo_parser, demo_words

EXIT_RULE, EXIT_USAGE, EXIT_MISSING, EXIT_DATABASE, EXIT_SETTINGS, EXIT_FAULTS_FOUND = 1, 2, 66, 69, 78, 3
MAKES_KEYS = frozenset({"init", "demo"})


def main() -> None:
    """Run a command. Exit codes: 1 a rule says no, 2 wrong use, 3 faults found, 66 no such file, 69 no database, 78 settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
    sys.exit(run(sys.argv))


def run(argv: list[str]) -> int:
    """Run the command line and return its exit code; what went wrong is one line on standard error."""
    from tongxin.config import environment

    if argv[1:2] == ["demo"]:
        # The demo listens on loopback and signs with its own folder's key, whatever the environment says.
        os.environ.pop("DATABASE_URL", None)
    try:
        if set(argv[1:2]) & MAKES_KEYS:
            environment.make_keys()
        own = {"serve": _serve, "demo": _demo}
        return own.get(argv[1] if len(argv) > 1 else "", _run_django)(argv)
    except environment.SettingsFault as fault:
        return _stop(str(fault), EXIT_SETTINGS)
    except FileNotFoundError as fault:
        return _stop(f"There is no file {fault.filename}.", EXIT_MISSING)
    except BrokenPipeError:
        # Whoever read our output has had enough; writing the rest at exit would only fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return _stop("stopped", 130)


def _serve(argv: list[str]) -> int:
    serve(argv[2:])
    return 0


def _demo(argv: list[str]) -> int:
    """Make the demo if it is missing, then serve it on loopback.

    What has made it holds the database open and cannot be served from: the command begins anew.
    """
    from tongxin.config.environment import data_folder

    chosen = demo_parser().parse_args(argv[2:])
    if chosen.reset or not (data_folder() / DEMO_READY).exists():
        code = _run_django([argv[0], "make-demo", *(["--small"] if chosen.small else [])])
        if code or chosen.make_only:
            return code
        sys.stdout.flush()
        anew = [sys.executable, "-m", "tongxin.config.cli", "demo", "--port", str(chosen.port)]
        os.execv(sys.executable, anew)  # noqa: S606  # our own command, no shell
    if not chosen.make_only:
        print(demo_words(chosen.port), flush=True)
        serve(["--port", str(chosen.port)])
    return 0


def _run_django(argv: list[str]) -> int:
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, get_commands, load_command_class
    from django.db import DatabaseError

    from tongxin.kit.errors import TongxinError

    django.setup()
    name = argv[1] if len(argv) > 1 else "help"
    if name in {"help", "--help", "-h"}:
        return _help()
    app = get_commands().get(name)
    if app is None:
        return _stop(f"There is no command “{name}”. `tongxin help` lists them.", EXIT_USAGE)
    try:
        command = load_command_class(app, name) if isinstance(app, str) else app
        parser = command.create_parser("tongxin", name)
        options = vars(parser.parse_args(argv[2:]))
        arguments = options.pop("args", ())
        result = command.execute(*arguments, **options)
    except CommandError as fault:
        return _stop(str(fault), fault.returncode)
    except TongxinError as fault:
        return _stop(str(fault.message), EXIT_RULE)
    except (DatabaseError, ImproperlyConfigured) as fault:
        line = str(fault).strip().splitlines()[0] if str(fault).strip() else type(fault).__name__
        return _stop(
            f"The database does not answer as it should: {line}. Run `tongxin doctor`.", EXIT_DATABASE
        )
    return result if isinstance(result, int) else 0


def _help() -> int:
    lines = (
        "tongxin init            first community and account",
        "tongxin serve           the server on 127.0.0.1:8000",
        "tongxin import-people   take in a sheet of residents",
        "tongxin export          people, registers or figures as a sheet, or on paper (PDF)",
        "tongxin report YEAR     the year-end figures",
        "tongxin verify          walk the registers' chains",
        "tongxin doctor          settings, database, fonts, migrations, clock",
        "tongxin demo            the demo communities",
        "Each takes --help. Django's own commands (migrate, check, shell …) work too.",
    )
    print("\n".join(lines))
    return 0


def _stop(line: str, code: int) -> int:
    print(f"tongxin: {line}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
