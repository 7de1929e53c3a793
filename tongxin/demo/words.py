"""What `tongxin demo` takes and prints; apart from Django, so that a demo that is there starts at once."""

import argparse

DEMO_READY = "demo.ready"  # the file that tells that the demo was made whole
PASSWORD = "tongxin-demo"  # noqa: S105  # the demo's own; the demo listens on loopback only
LOGINS = (
    ("secretary", "书记"),
    ("deputy", "分管副主任"),
    ("worker", "社工"),
    ("leader", "法律服务组组长"),
    ("auditor", "监督员"),
    ("street", "街道"),
    ("xine-secretary", "新鹅社区书记"),
)


def demo_parser() -> argparse.ArgumentParser:
    """Return the options of `tongxin demo`."""
    parser = argparse.ArgumentParser(
        "tongxin demo", description="Make the demo communities and serve them on 127.0.0.1."
    )
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--reset", action="store_true", help="throw away what was entered and start afresh")
    parser.add_argument("--small", action="store_true", help="a few hundred residents, for tests")
    parser.add_argument("--make-only", action="store_true", help="make it and stop")
    return parser


def demo_words(port: int) -> str:
    """Return the address and the accounts."""
    lines = [f"\n  Tongxin demo: http://127.0.0.1:{port}/", f"  password of each account: {PASSWORD}"]
    lines += [f"    {login:16} {post}" for login, post in LOGINS]
    lines.append("  Ctrl+C stops it; what you entered is kept. `make demo-reset` starts afresh.\n")
    return "\n".join(lines)
