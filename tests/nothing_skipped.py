"""Where everything is required, a skipped test is a failure: `bin/test` adds `-p tests.nothing_skipped`.

One reason is admitted, since the same run plays the test on the other database: `autre base de données`.
"""

import pytest

ADMITTED = "autre base de données"


class NothingSkipped:
    def __init__(self):
        self.skipped = []

    def pytest_runtest_logreport(self, report):
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            if ADMITTED not in reason:
                self.skipped.append(f"{report.nodeid}: {reason}")

    def pytest_collectreport(self, report):
        self.pytest_runtest_logreport(report)

    def pytest_sessionfinish(self, session):
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        for line in self.skipped:
            terminalreporter.write_line(f"Essai passé alors que rien ne doit l’être : {line}", red=True)


def pytest_configure(config):
    config.pluginmanager.register(NothingSkipped(), "nothing-skipped-watch")
