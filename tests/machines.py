"""What the machines share: acts drawn at random in a world undone after each example; refusals are part of the game."""

import os
from typing import ClassVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant

from accounts.acts.workflow import RefusedError
from accounts.journal import faults
from accounts.models import Act

RUNS = int(os.environ.get("STATEFUL_RUNS", "25"))  # 5000 before a release


def settings_of(steps, runs=RUNS):
    return settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )


class Life(RuleBasedStateMachine):
    """The life of what `models` hold. `sources` says, apart from the code, from which states an act may succeed."""

    models: ClassVar[tuple] = ()
    sources: ClassVar[dict] = {}
    refusals: ClassVar[tuple] = (RefusedError, PermissionDenied)

    def __init__(self):
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    def attempt(self, act, *args, **options):
        """Do it, and give what it gives: allowed where it stood. Refused, it gives None and has written nothing."""
        name, before = act.__name__, self._states()
        stood = _state_of(args[0]) if name in self.sources else None
        try:
            done = act(*args, **options)
        except self.refusals:
            assert (name, self._states()) == (name, before)
            return None
        assert name not in self.sources or (name, stood) in [(name, state) for state in self.sources[name]]
        return done

    def _states(self):
        """Every state, and how many acts the journal tells."""
        return [list(model.objects.order_by("pk").values_list("pk", "state")) for model in self.models], (
            Act.objects.count()
        )

    @invariant()
    def the_journal_is_unbroken(self):
        assert list(faults()) == []


def _state_of(stale):
    return type(stale).objects.values_list("state", flat=True).get(pk=stale.pk)
