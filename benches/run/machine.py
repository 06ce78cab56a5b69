"""What a run took place on."""

import os
import pathlib
import platform
import sqlite3

import cabas
from common import ROOT, run
from postgres import programs


def describe() -> dict[str, str]:
    cpu = first("/proc/cpuinfo", "model name")
    memory = int(first("/proc/meminfo", "MemTotal").split()[0]) / 1024 / 1024
    return {
        "cpu": f"{cpu}, {len(os.sched_getaffinity(0))} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"{system()}, Linux {kernel()}",
        "cabas": f"{cabas.version()} ({commit()})",
        "python": f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "postgresql": run([str(programs() / "postgres"), "--version"], "postgres").split()[2]
        if has_postgres()
        else "none",
    }


def first(path: str, name: str) -> str:
    for line in pathlib.Path(path).read_text().splitlines():
        if line.startswith(name):
            return line.partition(":")[2].strip()
    return "unknown"


def system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")


def kernel() -> str:
    """Its version, without what a build adds to it."""
    return platform.release().partition("-")[0]


def commit() -> str:
    try:
        return run(["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude", "*"], "git").strip()
    except Exception:
        return "no commit"


def has_postgres() -> bool:
    try:
        return bool(programs())
    except Exception:
        return False
