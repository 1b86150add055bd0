"""Time that passes when a test says so."""

import datetime as dt

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils import timezone

from accounts.sign_in.throttling import LOCKED_FROM, wait_after


@pytest.fixture
def time_machine_of(monkeypatch):
    """Move the clock that Django reads: `time_machine_of(hours=3)` after the start of the test."""
    start = timezone.now()

    def moved(**later):
        now = start + dt.timedelta(**later)
        monkeypatch.setattr(timezone, "now", lambda: now)
        local = timezone.make_naive(now, dt.datetime.now().astimezone().tzinfo)
        monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda generator: local)

    return moved


@pytest.fixture
def patiently(time_machine_of):
    """Try again each time after the longest wait before the account is locked: `patiently(10, lambda n: …)`."""
    passed = 0

    def tried(times, attempt):
        nonlocal passed
        answers = []
        for n in range(times):
            passed += wait_after(LOCKED_FROM - 1) + 1
            time_machine_of(seconds=passed)
            answers.append(attempt(n))
        return answers

    return tried
