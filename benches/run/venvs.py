"""The peers' packages, in folders outside the clone; installed once for each state of their requirements."""

import os
import pathlib
import sys

from common import CACHE, HERE, PEERS, Refusal, run, say


def folder(peer: str) -> pathlib.Path:
    return CACHE / "venv" / peer


def python(peer: str) -> pathlib.Path:
    made, wanted = folder(peer), PEERS / peer / "requirements.txt"
    stamp = made / "installed.txt"
    if not stamp.exists() or stamp.read_text() != wanted.read_text():
        if sys.version_info < (3, 11):
            raise Refusal("Python 3.11 or later is needed")
        say(f"installing the packages of {peer}")
        run([sys.executable, "-m", "venv", "--clear", str(made)], "venv (Debian: python3-venv)")
        pip = [str(made / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "--require-hashes", "--requirement", str(wanted)], "pip install")
        stamp.write_text(wanted.read_text())
    return made / "bin/python"


def environment() -> dict[str, str]:
    """Of programs that run from there."""
    paths = os.pathsep.join([str(HERE), str(PEERS), str(PEERS / "django")])
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}


def versions(peer: str) -> dict[str, str]:
    """Of what a peer is made of."""
    listed = run([str(python(peer)), "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"], "pip list")
    found = dict(line.split("==", 1) for line in listed.lower().splitlines() if "==" in line)
    wanted = ("fastapi", "uvicorn", "uvloop", "pydantic", "asyncpg", "cryptography")
    wanted += ("django", "djangorestframework", "gunicorn", "psycopg")
    return {name: found[name] for name in wanted if name in found}
