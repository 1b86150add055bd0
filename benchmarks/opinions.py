"""The opinions of a network on paper, by worker processes: seconds, CPU and memory, beside the press alone.

`python -m benchmarks.opinions [--year 2025] [--jobs 2]` on the demonstration (`manage.py demo`). Everything is printed
anew and compared with nothing: the register is read, never written. A loaded machine lengthens the seconds, hardly the
CPU: read the ratios.
"""

from __future__ import annotations

import argparse
import os
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GOAL_PER_PAGE, GOAL_MEMORY = 0.25, 100  # seconds of CPU, MB a process


def start() -> None:
    """Only in this process: the workers must stay as light as they are in the site."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crpv.settings")
    django.setup()


@contextmanager
def peaks() -> Iterator[dict[str, float]]:
    """The highest memory of each child, in MB, looked at ten times a second (Linux)."""
    seen: dict[str, float] = {}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            for status in Path("/proc").glob("[0-9]*/status"):
                note(status, seen)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    yield seen
    over.set()
    watcher.join()


def note(status: Path, seen: dict[str, float]) -> None:
    """The peak of one process, when it is a child of this one."""
    try:
        told = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
    except OSError:
        return
    if told.get("PPid", "").strip() == str(os.getpid()) and "VmHWM" in told:
        seen[status.parent.name] = int(told["VmHWM"].split()[0]) / 1024


def cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def measure(year: int, jobs: int) -> None:
    from documents.workers import spread  # noqa: PLC0415
    from evaluation.models import Opinion  # noqa: PLC0415
    from evaluation.opinions.printing import composed, editions_of  # noqa: PLC0415

    opinions = Opinion.objects.in_force().filter(year=year).select_related("centre", "reply")
    began, before = time.perf_counter(), cpu()
    pages = ((one.reference, composed(one)) for opinion in opinions for one in editions_of(opinion))
    with peaks() as memory:
        results = [result for _, result in spread(pages, jobs)]
    seconds, spent = time.perf_counter() - began, cpu() - before
    printed = [result for result in results if isinstance(result, bytes)]
    count = sum(pages_of(result) for result in printed)
    print(f"{len(printed)} documents of {len(results)}, {count} pages, {jobs} processes")
    print(f"elapsed {seconds:.1f} s; CPU of the workers {spent:.1f} s, or {spent / jobs:.1f} s on {jobs} free cores")
    print(f"CPU a page {spent / count:.3f} s, {spent / count / GOAL_PER_PAGE:.2f} of the goal ({GOAL_PER_PAGE} s)")
    print(f"memory of the largest worker {max(memory.values()):.0f} MB (goal {GOAL_MEMORY} MB)")


def pages_of(content: bytes) -> int:
    from io import BytesIO  # noqa: PLC0415

    import pikepdf  # noqa: PLC0415

    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--year", type=int, default=2025)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    start()
    measure(options.year, options.jobs)
