"""The site and its background worker: `python bin/serve.py PORT`, which bin/run calls.

The application is loaded once, then forked: half the processor time and the memory of two starts. The worker prints
what is asked beside the site, never in the processes that answer people. The code is not reloaded when it changes.
Ends with the server, and ends the worker with it.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from django.core.management import call_command
from gunicorn.app.wsgiapp import WSGIApplication

import crpv.wsgi  # isort: skip  # loads the application
import crpv.urls  # isort: skip  # noqa: F401 - and its pages, that each process would load at its first request


def main(port: str) -> int:
    """Fork the server and the worker; the exit code of the server."""
    server = forked(lambda: serve(port))
    worker = forked(lambda: call_command("db_worker", "--interval", "2", "--no-reload"))

    def stop(_signal: int, _frame: object) -> None:
        os.kill(server, signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches both processes by itself
    _, status = os.waitpid(server, 0)
    os.kill(worker, signal.SIGTERM)
    os.waitpid(worker, 0)
    return max(0, os.waitstatus_to_exitcode(status))


def serve(port: str) -> None:
    """Answer on this port of the machine, until a signal."""
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--preload", "--no-control-socket"]
    sys.argv = ["gunicorn", "crpv.wsgi", *options, "--log-level", "warning"]
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()


def forked(work: Callable[[], object]) -> int:
    """The number of a new process that does this work, then ends."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except Exception:  # noqa: BLE001 - this process ends below, whatever it met
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
