"""Cabas under measurement: the release server, spoken to only from outside."""

import http.client
import json
import pathlib
import re
import time
import urllib.parse
import uuid
from collections.abc import Iterator

from common import CABAS, Process, Refusal, free_port, run

ORGANISATION = "Les Paniers du banc"
EMAIL = "samia@exemple.example"
PASSWORD = "une phrase assez longue pour le banc"
# An access token lives ten minutes.
FRESH = 240.0


class Server:
    """One running server. `folder` holds its data; `url` names its database, SQLite in the folder without one."""

    def __init__(self, folder: pathlib.Path, url: str | None = None, core: int | None = None) -> None:
        self.folder, self.url, self.core = folder, url, core
        self.process: Process | None = None
        self.signed_in = 0.0

    def environment(self) -> dict[str, str]:
        address = f"127.0.0.1:{self.port}"
        found = {
            "PATH": "/usr/bin:/bin",
            "CABAS_BIND": address,
            "CABAS_BASE_URL": f"http://{address}",
            "CABAS_DATA_DIR": str(self.folder),
            "CABAS_MAIL": f"dir:{self.folder / 'mail'}",
            # Limits on sign-ins and searches per person would stop a load that comes from one person.
            "CABAS_RATE_SCALE": "1000000",
        }
        return {**found, "CABAS_DATABASE_URL": self.url} if self.url else found

    @property
    def log(self) -> pathlib.Path:
        return self.folder / "server.log"

    def start(self) -> None:
        self.port = free_port()
        self.process = Process([str(CABAS), "serve"], self.environment(), self.log, core=self.core)
        self.process.wait_until(self.is_ready)

    def is_ready(self) -> bool:
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False

    def stop(self) -> None:
        if self.process:
            self.process.stop()
            self.process = None

    @property
    def pid(self) -> int:
        return self.process.pid

    def command(self, *words: str) -> str:
        self.port = getattr(self, "port", None) or free_port()
        return run([str(CABAS), *words], " ".join(words[:1]), env=self.environment()).strip()

    # --- requests ------------------------------------------------------------------------------------------------

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, dict[str, str]]:
        return self.send("GET", path, None, headers or {})

    def send(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def call(self, method: str, path: str, body: object = None, signed: bool = True) -> dict:
        """The API, as JSON. Paths are relative to /api/v1; `~` stands for the organisation's."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        data = json.dumps(body).encode() if body is not None else None
        return self.answered(method, path, data, headers, signed)

    def answered(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str], signed: bool = True
    ) -> dict:
        if signed:
            headers["Authorization"] = f"Bearer {self.token()}"
        status, answer, _ = self.send(method, self.path(path), data, headers)
        if status == 404 and signed:
            raise Refusal(f"{method} {path} is not found: this build of Cabas does not have it")
        if status >= 400:
            raise Refusal(f"{method} {path}: {status} {answer.decode()[:600]}")
        return json.loads(answer) if answer else {}

    def path(self, path: str) -> str:
        return "/api/v1" + (path.replace("~", f"/organisations/{self.organisation}", 1) if "~" in path else path)

    def upload(self, content: bytes, **fields: str) -> dict:
        """Sends a sheet as a browser's form does."""
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        named = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="feuille.csv"\r\n'
        parts.append(f"{named}Content-Type: text/csv\r\n\r\n".encode() + content + f"\r\n--{mark}--\r\n".encode())
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self.answered("POST", "~/imports", b"".join(parts), headers)

    def pages(self, path: str) -> Iterator[dict]:
        """Every item of a list."""
        cursor = ""
        while cursor is not None:
            page = self.call("GET", path + (f"&cursor={urllib.parse.quote(cursor)}" if cursor else ""))
            yield from page["items"]
            cursor = page.get("next_cursor")

    # --- people --------------------------------------------------------------------------------------------------

    def found(self) -> None:
        """Makes the organisation and its first admin, as an operator does."""
        link = self.command("bootstrap-admin", "--organisation", ORGANISATION, "--email", EMAIL)
        token = urllib.parse.parse_qs(urllib.parse.urlsplit(link).fragment)["token"][0]
        accepted = {"token": token, "display_name": "Samia Haddad", "password": PASSWORD}
        self.call("POST", "/invitations/accept", accepted, signed=False)

    def token(self) -> str:
        """An access token that will live for some minutes."""
        if time.monotonic() - self.signed_in > FRESH:
            signed = self.call("POST", "/sessions", {"email": EMAIL, "password": PASSWORD}, signed=False)
            self.access, self.signed_in = signed["access_token"], time.monotonic()
        return self.access

    @property
    def organisation(self) -> str:
        if not hasattr(self, "_organisation"):
            self._organisation = self.call("GET", "/me")["memberships"][0]["organisation_id"]
        return self._organisation

    # --- the log -------------------------------------------------------------------------------------------------

    def log_position(self) -> int:
        return self.log.stat().st_size

    def handler_times(self, start: int, end: int | None = None) -> dict[str, list[float]]:
        """Milliseconds that handlers took, by `METHOD route`, for requests logged between two positions."""
        # The line leaves with the answer, or a moment later.
        time.sleep(0.2)
        with self.log.open("rb") as log:
            log.seek(start)
            text = log.read(None if end is None else end - start).decode(errors="replace")
        times: dict[str, list[float]] = {}
        for line in text.splitlines():
            if '"micros"' not in line:
                continue
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue
            route = f"{entry['method']} {entry['route']}"
            times.setdefault(route, []).append(entry["micros"] / 1000)
        return times


def version() -> str:
    found = re.search(r"[\d.]+\S*", run([str(CABAS), "--version"], "cabas --version"))
    return found[0] if found else "unknown"
