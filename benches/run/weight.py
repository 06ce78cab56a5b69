"""`bytes`: what the interface weighs on the wire, as the server sends it to a browser that takes brotli."""

import json

from cabas import Server
from common import ROOT, Options, Outcome, Refusal, remove, temporary

FIRST_AIM, FIRST_GATE, DESK_GATE = 150_000, 250_000, 600_000


def measure(_: Options) -> Outcome:
    manifest = ROOT / "dist/manifest.json"
    if not manifest.exists():
        raise Refusal("the interface is not built: `just wasm`, then build the server again")
    files = json.loads(manifest.read_text())["files"]
    outcome, folder = Outcome(), temporary()
    server = Server(folder)
    server.start()
    try:
        sent = {file["path"]: weigh(server, file) for file in files if file["load"] != "aside"}
    finally:
        server.stop()
        remove(folder)
    def together(*loads: str) -> int:
        return sum(sent[file["path"]] for file in files if file["load"] in loads)

    first = together("always", "phone")
    desk = {name: together("always", "desk", name) for name in ("planning", "office", "imports", "team")}
    aim = f"≤ {FIRST_GATE / 1000:.0f}, aim {FIRST_AIM / 1000:.0f}"
    outcome.gate("first load of a volunteer, KB", f"{first / 1000:.1f}", aim, first <= FIRST_GATE)
    for name, bytes_sent in desk.items():
        limit = f"≤ {DESK_GATE / 1000:.0f}"
        outcome.gate(f"the desk, {name}, KB", f"{bytes_sent / 1000:.1f}", limit, bytes_sent <= DESK_GATE)
    outcome.data = {"sent": sent, "first": first, "desk": desk}
    return outcome


def weigh(server: Server, file: dict) -> int:
    path = "/" if file["path"] == "index.html" else f"/{file['path']}"
    status, body, headers = server.get(path, {"Accept-Encoding": "br"})
    packed = file.get("br")
    if status != 200 or (packed and headers.get("content-encoding") != "br"):
        raise Refusal(f"{path}: {status} {headers.get('content-encoding')}: is this server built with this interface?")
    return len(body)
