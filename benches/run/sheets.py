"""Sheets going in, and waiting for what becomes of them."""

import time

from cabas import Server
from common import Refusal

# How long one sheet may take, far beyond any aim.
PATIENCE = 900.0
OVER = ("previewed", "completed", "failed")


def wait(server: Server, id: str, pause: float = 0.1) -> dict:
    """The import when it is over. The short list is asked every so often: it opens no preview of ten thousand rows, and
    asking costs next to nothing of what is measured."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        listed = server.call("GET", "~/imports?limit=1")["items"]
        if [one["state"] for one in listed if one["id"] == id and one["state"] in OVER]:
            found = server.call("GET", f"~/imports/{id}")
            if found["state"] == "failed":
                raise Refusal(f"the import failed: {found.get('counts')} {found.get('problems', [])[:3]}")
            return found
        time.sleep(pause)
    raise Refusal(f"the import took more than {PATIENCE:.0f} s")


def dry_run(server: Server, content: bytes, **fields: str) -> dict:
    return wait(server, server.upload(content, mode="dry_run", **fields)["id"])


def apply(server: Server, id: str) -> dict:
    """Writes what a dry run read; gives the import when it is written."""
    end = time.monotonic() + PATIENCE
    server.call("POST", f"~/imports/{id}/application")
    while time.monotonic() < end:
        found = wait(server, id)
        if found["state"] == "completed":
            return found
        time.sleep(0.1)
    raise Refusal(f"the import took more than {PATIENCE:.0f} s")


def bring_in(server: Server, content: bytes, rows: int, **fields: str) -> None:
    """Reads and writes a sheet in one go, and insists that every row became something new."""
    done = wait(server, server.upload(content, mode="apply", **fields)["id"])
    if done["counts"]["created"] != rows:
        raise Refusal(f"{rows} rows were to be created: {done['counts']} {done['problems'][:3]}")
