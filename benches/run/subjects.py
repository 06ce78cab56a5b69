"""The three programs that serve the same two lists."""

import http.client
import json
import os
import pathlib
import sqlite3
import urllib.parse
from collections.abc import Iterator

import venvs
from cabas import Server
from common import PEERS, Process, Refusal, free_port
from postgres import Cluster
from seeds import Copy

# By which path each list stands, and what it is called.
LISTS = {"list": "members", "sealed": "recipients"}


class Subject:
    """A program that serves lists: how to start it, where to ask, what it wrote."""

    name: str

    def __init__(self, copy: Copy, cluster: Cluster | None, core: int | None) -> None:
        self.copy, self.cluster, self.core = copy, cluster, core

    @property
    def roots(self) -> list[int]:
        """The processes whose work is counted: the server, and the database server behind it."""
        return [self.pid, self.cluster.pid] if self.cluster else [self.pid]

    def target(self, which: str, page: int, cursor: str | None = None) -> str:
        address = f"{self.prefix}/organisations/{self.organisation}/{LISTS[which]}?limit={page}"
        return f"{address}&cursor={cursor}" if cursor else address

    def walk(self, which: str, page: int) -> Iterator[tuple[list[dict], str | None]]:
        """The whole list: the items of each page, and the cursor of the next one, ready for an address."""
        connection, cursor, token = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60), None, self.token()
        try:
            while True:
                address = self.target(which, page, cursor)
                connection.request("GET", address, headers={"Authorization": f"Bearer {token}"})
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != 200:
                    raise Refusal(f"{self.name}, {LISTS[which]}: {answer.status} {body[:300]!r}")
                items, cursor = paged(json.loads(body))
                yield items, cursor
                if not cursor:
                    return
        finally:
            connection.close()

    def looks(self) -> int:
        """Looks noted so far, as the database says."""
        if self.cluster:
            return int(self.cluster.ask("SELECT count(*) FROM look_entries", self.copy.database))
        db = sqlite3.connect(f"file:{self.looks_file}?mode=ro", uri=True)
        try:
            return db.execute("SELECT count(*) FROM look_entries").fetchone()[0]
        finally:
            db.close()


def paged(answer: dict) -> tuple[list[dict], str | None]:
    """Cabas and FastAPI give a cursor, the REST framework the address of the next page."""
    if "results" not in answer:
        cursor = answer.get("next_cursor")
        return answer["items"], urllib.parse.quote(cursor) if cursor else None
    following = urllib.parse.urlsplit(answer["next"] or "").query
    cursor = urllib.parse.parse_qs(following).get("cursor", [None])[0]
    return answer["results"], urllib.parse.quote(cursor) if cursor else None


class Cabas(Subject):
    name, prefix = "Cabas", "/api/v1"

    def start(self) -> None:
        self.server = Server(self.copy.folder, self.copy.url, self.core)
        self.server.start()
        self.port, self.organisation = self.server.port, self.server.organisation

    def token(self) -> str:
        return self.server.token()

    @property
    def pid(self) -> int:
        return self.server.pid

    @property
    def looks_file(self) -> pathlib.Path:
        return self.copy.folder / "cabas.looks.sqlite"

    def stop(self) -> None:
        self.server.stop()


class Peer(Subject):
    prefix = ""

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        self.port, self.organisation = free_port(), self.copy.facts["organisation"]
        env = {
            **venvs.environment(),
            "BENCH_DATABASE": self.copy.words or str(self.copy.file),
            "BENCH_KEY": self.copy.facts["key"],
        }
        log = self.copy.folder / "server.log"
        self.process = Process(self.command(), env, log, folder=PEERS / self.kind, core=self.core)
        self.process.wait_until(self.is_ready)

    def is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status == 404
        except OSError:
            return False
        finally:
            connection.close()

    def token(self) -> str:
        return self.copy.facts["token"]

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def looks_file(self) -> pathlib.Path:
        return self.copy.file

    def stop(self) -> None:
        self.process.stop()


class FastApi(Peer):
    """One process on uvicorn with uvloop and httptools, without a line of log for each request."""

    name, kind = "FastAPI", "fastapi"

    def command(self) -> list[str]:
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--loop", "uvloop", "--http", "httptools"]
        return [str(venvs.python(self.kind).parent / "uvicorn"), "app:app", *options, "--no-access-log"]


class DjangoRest(Peer):
    """One worker of gunicorn with four threads, which keeps connections open, without a log of requests."""

    name, kind = "Django REST", "django"

    def command(self) -> list[str]:
        options = ["--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "4", "--keep-alive", "75"]
        options += ["--worker-tmp-dir", "/dev/shm"] if os.path.isdir("/dev/shm") else []
        return [str(venvs.python(self.kind).parent / "gunicorn"), "peer.wsgi", *options]


SUBJECTS = {"cabas_lists": Cabas, "fastapi": FastApi, "django": DjangoRest}
