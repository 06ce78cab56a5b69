"""The load: a few connections that ask for one page after the other, for a bounded time and a bounded count.

`load.py HOST:PORT TOKEN CONNECTIONS SECONDS PAGE` runs in a process of its own, on a core that the servers leave alone.
Standard input holds the addresses of pages, one a line; they are taken in turn. Prints what it did as JSON. Every
answer must be a page: 200, and PAGE items.
"""

import asyncio
import itertools
import json
import re
import sys
import time

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
ITEM = b'"id":"'
# However quick the server, so many at most.
MOST = 200_000


class Load:
    """What all connections share."""

    def __init__(self, host: str, targets: list[str], token: str, page: int, seconds: float) -> None:
        self.targets, self.page = itertools.cycle(target.encode() for target in targets), page
        self.headers = f" HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        self.done = self.bytes = 0
        self.times: list[float] = []
        self.problem: str | None = None
        self.end = time.perf_counter() + seconds

    def over(self) -> bool:
        return self.problem is not None or self.done >= MOST or time.perf_counter() >= self.end


class Connection(asyncio.Protocol):
    def __init__(self, load: Load) -> None:
        self.load, self.closed = load, asyncio.get_running_loop().create_future()
        self.received, self.expected = bytearray(), 0

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        if self.load.over():
            self.transport.close()
            return
        self.asked = time.perf_counter()
        self.transport.write(b"GET " + next(self.load.targets) + self.load.headers)

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.expected:
            head = self.received.find(b"\r\n\r\n")
            if head < 0:
                return
            length = LENGTH.search(self.received, 0, head + 2)
            if not self.received.startswith(b"HTTP/1.1 200") or not length:
                self.fail(f"not a page: {bytes(self.received[:600])!r}")
                return
            self.expected, self.head = head + 4 + int(length[1]), head + 4
        if len(self.received) >= self.expected:
            self.answered()

    def answered(self) -> None:
        load, body = self.load, self.received
        load.times.append(time.perf_counter() - self.asked)
        load.done += 1
        load.bytes += len(body) - self.head
        items = body.count(ITEM, self.head)
        if items != load.page:
            self.fail(f"{items} items on a page of {load.page}")
            return
        self.received, self.expected = bytearray(), 0
        self.ask()

    def fail(self, problem: str) -> None:
        self.load.problem = self.load.problem or problem
        self.transport.close()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.load.over():
            self.load.problem = "the server closed a connection"
        self.closed.set_result(None)


async def run(host: str, targets: list[str], token: str, connections: int, seconds: float, page: int) -> dict:
    name, port = host.rsplit(":", 1)
    load, began = Load(host, targets, token, page, seconds), time.perf_counter()
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(lambda: Connection(load), name, int(port)) for _ in range(connections)]
    # A server that no longer answers ends the run too.
    await asyncio.wait([connection.closed for _, connection in made], timeout=seconds + 30)
    wall = time.perf_counter() - began
    times = sorted(load.times)
    return {
        "requests": load.done,
        "wall": wall,
        "bytes": load.bytes,
        "problem": load.problem,
        "client_cpu": time.process_time(),
        "p50_ms": 1000 * times[len(times) // 2] if times else None,
        "p95_ms": 1000 * times[len(times) * 95 // 100] if times else None,
    }


if __name__ == "__main__":
    host, token, connections, seconds, page = sys.argv[1:]
    targets = sys.stdin.read().split()
    print(json.dumps(asyncio.run(run(host, targets, token, int(connections), float(seconds), int(page)))))
