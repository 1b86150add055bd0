"""The opinions of a network on paper, by worker processes: seconds, CPU and memory, beside the press alone.

`python -m benchmarks.opinions [--year 2025] [--jobs 2] [--count 20]` on the demonstration (`manage.py demo`).
Everything is printed anew and compared with nothing: the register is read, never written. A loaded machine lengthens
the seconds, hardly the CPU: read the ratios.
"""

from __future__ import annotations

import argparse
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path

from benchmarks.conditions import require

GOAL_PER_PAGE, GOAL_MEMORY = 0.25, 100  # seconds of CPU, MB a process


def start() -> None:
    """Only in this process: the workers must stay as light as they are in the site."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crpv.settings")
    django.setup()


@contextmanager
def peaks() -> Iterator[dict[str, float]]:
    """The highest memory of each process that this one began, itself or by the press room, in MB (Linux)."""
    seen: dict[str, float] = {}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.05):
            for pid in descendants():
                note(pid, seen)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    yield seen
    over.set()
    watcher.join()


def descendants() -> set[str]:
    """The processes that this one began, and those that they began."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[status.parent.name] = status.read_text().rpartition(")")[2].split()[1]
    ours = {pid for pid, parent in parents.items() if parent == str(os.getpid())}
    return ours | {pid for pid, parent in parents.items() if parent in ours}


def note(pid: str, seen: dict[str, float]) -> None:
    """The peak of one process, while it is there."""
    with suppress(OSError):
        told = Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()
        if told:
            seen[pid] = max(seen.get(pid, 0), int(told[0]) / 1024)


def cpu() -> float:
    """Seconds of processor spent by the processes that this one began, and by those that ended in them."""
    ticks = 0
    for pid in descendants():
        with suppress(OSError):
            ticks += sum(int(one) for one in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(year: int, jobs: int, count: int) -> None:
    from documents.pdf.print_processes import print_in_parallel  # noqa: PLC0415
    from evaluation.models import Opinion  # noqa: PLC0415
    from evaluation.opinions.printing.publish import compose_edition, editions_of  # noqa: PLC0415

    opinions = Opinion.objects.in_force().filter(year=year).select_related("centre", "reply")
    editions = [one for opinion in opinions for one in editions_of(opinion)]
    chosen = [(one.reference, compose_edition(one)) for one in islice(cycle(editions), count or len(editions))]
    idle = dashboard_times(year, islice(cycle([False]), 40))
    printed_all = threading.Event()
    busy: list[float] = []
    reader = threading.Thread(target=lambda: busy.extend(dashboard_times(year, iter(printed_all.is_set, None))))
    began, before = time.perf_counter(), cpu()
    with peaks() as memory:
        reader.start()
        results = [result for _, result in print_in_parallel(iter(chosen), jobs)]
        printed_all.set()
    reader.join()
    seconds, spent = time.perf_counter() - began, cpu() - before
    printed = [result for result in results if isinstance(result, bytes)]
    pages = sum(pages_of(result) for result in printed)
    print(f"{len(printed)} documents of {len(results)}, {pages} pages, {jobs} processes")
    print(f"elapsed {seconds:.1f} s; CPU of the workers {spent:.1f} s, or {spent / jobs:.1f} s on {jobs} free cores")
    print(f"twenty opinions of six pages on two free cores {spent / pages * 20 * 6 / 2:.1f} s")
    print(f"CPU a page {spent / pages:.3f} s, {spent / pages / GOAL_PER_PAGE:.2f} of the goal ({GOAL_PER_PAGE} s)")
    print(f"memory of the largest worker {max(memory.values()):.0f} MB (goal {GOAL_MEMORY} MB)")
    print(f"dashboard while printing, {p95(busy) / p95(idle):.2f} of idle")


def dashboard_times(year: int, stops: Iterator[bool]) -> list[float]:
    """Seconds of the national dashboard, again and again until `stops` says so or ends."""
    from django.db import connection  # noqa: PLC0415

    from crpv.dashboard.build import dashboard_of  # noqa: PLC0415

    times = []
    for stop in stops:
        if stop:
            break
        start = time.perf_counter()
        dashboard_of(year).to_json()
        times.append(time.perf_counter() - start)
    connection.close()  # each thread has its own
    return times


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95) - 1]


def pages_of(content: bytes) -> int:
    from io import BytesIO  # noqa: PLC0415

    import pikepdf  # noqa: PLC0415

    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--year", type=int, default=2025)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--count", type=int, default=0, help="documents: the same ones again when the year has fewer")
    options = parser.parse_args()
    require("pikepdf")
    start()
    measure(options.year, options.jobs, options.count)
