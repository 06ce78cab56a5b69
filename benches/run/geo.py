"""Streets and addresses: travel times beside OSRM on the same extract, addresses as people write them, a large extract."""

import json
import math
import pathlib
import random
import subprocess
import time
import urllib.error
import urllib.request
import zipfile

import venvs
from common import (
    CABAS,
    CACHE,
    PEERS,
    ROOT,
    Options,
    Outcome,
    Refusal,
    cores,
    free_port,
    median,
    on_core,
    remove,
    run,
    say,
    spread,
    temporary,
)

EXTRACTS = ROOT / "testdata/osm"
TOWNS = ("monaco", "helsinki")
REGIONS = ("monaco", "helsinki", "andorra")
TIMES = 15
# An address is found where it is no farther off than this, in metres: across a large crossing.
NEAR = 100
# From here on nobody looks (Found::SURE).
SURE = 0.75
LARGE = 200 * 1024 * 1024


# --- streets ---------------------------------------------------------------------------------------------------------


def measure_streets(options: Options) -> Outcome:
    outcome, folder = Outcome(), temporary()
    try:
        for town in TOWNS:
            streets(outcome, folder, town)
        large(outcome, folder)
    finally:
        remove(folder)
    return outcome


def streets(outcome: Outcome, folder: pathlib.Path, town: str) -> None:
    extract, data = EXTRACTS / f"{town}.osm.pbf", folder / town
    began = time.monotonic()
    geo(data, "import", str(extract))
    outcome.report(f"{town}: streets for four ways of travelling, and addresses, built", f"{time.monotonic() - began:.1f} s")
    places = somewhere(data, 1000)
    with Osrm(folder / f"osrm-{town}", extract) as osrm:
        # In turn, so that whatever else the machine does touches both.
        ours, theirs = [], []
        for _ in range(3):
            ours += table(data, places[:200])["took_ms"]
            theirs += [osrm.table(places[:200]) for _ in range(TIMES)]
    outcome.report(f"{town}: 200 × 200 by bicycle, one core", f"{spread(ours, 1)} ms", "≤ 20 ms")
    outcome.report(f"{town}: the same from OSRM over HTTP, one core", f"{spread(theirs, 1)} ms")
    ratio = median(theirs) / median(ours)
    outcome.gate(f"{town}: OSRM ÷ Cabas", f"{ratio:.1f} ×", "≥ 10 ×", ratio >= 10)
    thousand = table(data, places, core=None)
    outcome.report(f"{town}: 1,000 × 1,000, all cores", f"{spread(thousand['took_ms'], 0)} ms", "≤ 200 ms")
    outcome.report(f"{town}: the same, one core", f"{spread(table(data, places)['took_ms'], 0)} ms")
    found = sum(cell is not None for row in thousand["seconds"] for cell in row)
    outcome.gate(f"{town}: ways found among them", f"{found:,} of 1,000,000", "≥ 990,000", found >= 990_000)


def table(data: pathlib.Path, places: list[tuple[float, float]], core: int | None = -1) -> dict:
    lines = "".join(f"{lat},{lon}\n" for lat, lon in places)
    pinned = on_core(cores()[0]) if core == -1 else []
    return json.loads(geo(data, "table", "--mode", "bike", "--times", str(TIMES), given=lines, pinned=pinned))


def somewhere(data: pathlib.Path, count: int) -> list[tuple[float, float]]:
    """Addresses of the region, where there are ways to."""
    lines = geo(data, "corpus", "--count", str(count * 2), "--seed", "7").splitlines()
    chance = random.Random(7)
    found = [(one["lat"] + chance.uniform(-4e-4, 4e-4), one["lon"] + chance.uniform(-4e-4, 4e-4)) for one in map(json.loads, lines)]
    text = "".join(f"{lat},{lon}\n" for lat, lon in found)
    told = json.loads(geo(data, "table", "--mode", "bike", given=text))
    # By bicycle there is a way from the first place to each that counts, and back.
    return [place for at, place in enumerate(found) if told["seconds"][0][at] is not None and told["seconds"][at][0] is not None][:count]


class Osrm:
    """OSRM's own programs, unpacked from the wheel of a Python that need not be there."""

    def __init__(self, folder: pathlib.Path, extract: pathlib.Path):
        self.programs = osrm_programs()
        self.folder = folder
        folder.mkdir()
        graph = folder / "streets.osm.pbf"
        graph.write_bytes(extract.read_bytes())
        profile = self.programs / "osrm/share/profiles/bicycle.lua"
        run([str(self.programs / "osrm/bin/osrm-extract"), "-p", str(profile), str(graph)], "osrm-extract")
        run([str(self.programs / "osrm/bin/osrm-contract"), str(folder / "streets.osrm")], "osrm-contract")

    def __enter__(self) -> "Osrm":
        self.port = free_port()
        limits = ["--max-table-size", "2000", "--threads", "1", "--ip", "127.0.0.1", "--port", str(self.port)]
        command = [*on_core(cores()[0]), str(self.programs / "osrm/bin/osrm-routed"), *limits, str(self.folder / "streets.osrm")]
        self.server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                self.table([(43.7384, 7.4246), (43.74, 7.43)])
                return self
            except OSError:
                time.sleep(0.1)
        raise Refusal("osrm-routed did not start")

    def __exit__(self, *_: object) -> None:
        self.server.terminate()
        self.server.wait()

    def table(self, places: list[tuple[float, float]]) -> float:
        """Milliseconds of an answer with times and distances, which ours has, too."""
        path = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in places)
        began = time.perf_counter()
        url = f"http://127.0.0.1:{self.port}/table/v1/bicycle/{path}?annotations=duration,distance"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                answer.read()
        except urllib.error.HTTPError as refused:
            # Places outside of this extract: the server is there.
            refused.read()
        return (time.perf_counter() - began) * 1e3


def osrm_programs() -> pathlib.Path:
    made, wanted = CACHE / "osrm", PEERS / "osrm/requirements.txt"
    stamp = made / "unpacked.txt"
    if not stamp.exists() or stamp.read_text() != wanted.read_text():
        say("unpacking OSRM")
        made.mkdir(parents=True, exist_ok=True)
        fetch = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "--python-version", "3.12", "--require-hashes"]
        run([str(venvs.python("geo")), "-m", "pip", *fetch, "--dest", str(made), "--requirement", str(wanted)], "pip download")
        wheel = next(made.glob("osrm_bindings-*.whl"))
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(made)
        for program in (made / "osrm/bin").iterdir():
            program.chmod(0o755)
        stamp.write_text(wanted.read_text())
    return made


# --- a large extract -------------------------------------------------------------------------------------------------


def large(outcome: Outcome, folder: pathlib.Path) -> None:
    """The same town many times over, each elsewhere: what is in memory must not grow with what is not a street."""
    extract = CACHE / "large.osm.pbf"
    if not extract.exists() or extract.stat().st_size < LARGE:
        say("making a large extract")
        run([str(venvs.python("geo")), str(PEERS / "geo/many.py"), str(EXTRACTS / "monaco.osm.pbf"), str(extract), str(LARGE)], "many.py")
    data = folder / "large"
    command = [str(CABAS), "geo", "--data-dir", str(data), "import", str(extract)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    began, most = time.monotonic(), 0
    while child.poll() is None:
        most = max(most, resident(child.pid))
        time.sleep(0.02)
    took, said = time.monotonic() - began, child.stdout.read() if child.stdout else ""
    if child.returncode:
        raise Refusal("the large extract could not be read")
    objects = next(int(word) for line in said.splitlines() if line.startswith("streets") for word in [line.split(", ")[1].split()[0]])
    size = extract.stat().st_size
    outcome.report(f"an extract of {size / 2**20:,.0f} MB: all built", f"{took:.0f} s")
    outcome.report("the same: objects looked at per second", f"{objects / took:,.0f}")
    outcome.report("the same: memory at most", f"{most / 2**20:,.0f} MB")


def resident(pid: int) -> int:
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            # Files that are mapped are the system's to give and take.
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


# --- addresses -------------------------------------------------------------------------------------------------------


def measure_addresses(options: Options) -> Outcome:
    outcome, folder = Outcome(), temporary()
    try:
        for region in REGIONS:
            addresses(outcome, folder / region, region)
    finally:
        remove(folder)
    return outcome


def addresses(outcome: Outcome, data: pathlib.Path, region: str) -> None:
    geo(data, "import", str(EXTRACTS / f"{region}.osm.pbf"))
    corpus = [json.loads(line) for line in geo(data, "corpus", "--count", "10000", "--seed", "11").splitlines()]
    *answers, timed = geo(data, "find", "--timed", given="".join(one["text"] + "\n" for one in corpus)).splitlines()
    took = json.loads(timed)["seconds"]
    outcome.report(f"{region}: {len(corpus):,} addresses found, all cores", f"{took:.1f} s", "≤ 10 s")
    right, asked, wrong = {}, {}, 0
    for one, answer in zip(corpus, map(json.loads, answers), strict=True):
        best = answer["found"][0] if answer["found"] else None
        hit = best is not None and is_right(one, best)
        asked[one["writing"]] = asked.get(one["writing"], 0) + 1
        right[one["writing"]] = right.get(one["writing"], 0) + hit
        wrong += best is not None and not hit and best["sure"] >= SURE and best["level"] not in ("street", "town")
    for writing, count in asked.items():
        share = 100 * right[writing] / count
        outcome.gate(f"{region}: found, written {WRITTEN[writing]}", f"{share:.1f} %", "≥ 97 %", share >= 97)
    share = 100 * wrong / len(corpus)
    outcome.gate(f"{region}: wrong, and taken without a look", f"{share:.2f} %", "≤ 0.5 %", share <= 0.5)
    keys = [text[:length] for text in (one["text"] for one in corpus[:200]) for length in range(2, len(text), 3)]
    timed = geo(data, "find", "--begins", "--timed", "--most", "8", given="".join(key + "\n" for key in keys)).splitlines()[-1]
    each = sorted(json.loads(timed)["each_ms"])
    outcome.report(f"{region}: completing, of 100 keys the fifth slowest", f"{each[len(each) * 95 // 100]:.1f} ms", "≤ 15 ms")


WRITTEN = {
    "plain": "as on the map",
    "bare": "without capitals, accents, hyphens",
    "short": "with short forms",
    "slip": "with a slip of the pen",
    "turned": "the town first",
    "door": "with building and floor",
    "postcode": "with another postcode",
}


def is_right(one: dict, best: dict) -> bool:
    if one["level"] == "street" and best["street"] == one["street"]:
        return True
    north, east = (best["lat"] - one["lat"]) * 111_195, (best["lon"] - one["lon"]) * 111_195 * math.cos(math.radians(one["lat"]))
    return (north * north + east * east) ** 0.5 <= NEAR


def geo(data: pathlib.Path, *words: str, given: str = "", pinned: list[str] | None = None) -> str:
    command = [*(pinned or []), str(CABAS), "geo", "--data-dir", str(data), *words]
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=1800)
    if done.returncode:
        raise Refusal(f"cabas geo {words[0]} failed: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout
