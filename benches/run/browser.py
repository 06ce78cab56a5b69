"""`browser`: the board of a full day in Chromium, on a machine a quarter as fast."""

import json
import os
import shutil
from contextlib import ExitStack

import people
from cabas import EMAIL, PASSWORD, Server
from common import HERE, ROOT, Options, Outcome, Refusal, run, say, spread
from seeds import Seeds

AIM, SLOWER = 1.5, 4


def measure(options: Options) -> Outcome:
    """On SQLite alone: the browser does not know which database it is."""
    node = shutil.which("node")
    if not node or not (ROOT / "e2e/node_modules").exists():
        raise Refusal("the browser's driver is not installed: `./just doctor` installs what is missing")
    with ExitStack() as stack:
        copy = stack.enter_context(Seeds("sqlite", None).copy("cabas_day", options.stops))
        server = Server(copy.folder)
        server.start()
        stack.callback(server.stop)
        asked = {
            "url": f"http://127.0.0.1:{server.port}",
            "email": EMAIL,
            "password": PASSWORD,
            "path": f"/days/{copy.facts['day']}",
            "slower": SLOWER,
            "times": options.rounds,
            # What the names of households, and no other text, end with.
            "names": [f"-{name}" for name in people.SURNAME_B],
        }
        command, said = [node, str(HERE / "browser.mjs")], json.dumps(asked).encode()
        found = json.loads(run(command, "the browser", stdin=said, env=dict(os.environ)))
    usable = [visit["usable"] / 1000 for visit in found["visits"]]
    say(f"browser: {spread(usable, 2)} s")
    outcome = Outcome(data=found)
    what = f"board of {options.stops:,} stops, CPU ÷ {SLOWER}"
    outcome.report(f"{what}: first stop to be seen, s", spread([v["seen"] / 1000 for v in found["visits"]], 2))
    outcome.report(f"{what}: usable, s", spread(usable, 2), f"≤ {AIM}")
    return outcome
