"""Several agents on one section at once: one wins, the others are told, and no text is lost silently."""

import pytest

from accounts.acts.edit_conflicts import ConflictError
from evaluation.enums import SectionKey
from evaluation.models import SectionVersion
from evaluation.opinions import services as acts
from evaluation.opinions.editing import save_text
from tests.evaluation.opinions.factories import YEAR
from tests.races import at_once

KEY = SectionKey.M1
RACES, WRITERS = 25, 4
pytestmark = pytest.mark.usefixtures("shared_database")


def test_of_four_who_save_at_once_one_wins_and_the_others_are_told(cast, ici):
    """A hundred saves, four at a time over the version that all four had seen."""
    opinion = acts.open_opinion(ici, YEAR, actor=cast.regional)

    def save(seen, name):
        mine = f"Version {seen} de {name}."
        try:
            return save_text(opinion, KEY, mine, base_version=seen, actor=cast.regional).source
        except ConflictError as conflict:
            return None if conflict.typed["source"] == mine else "perdu"

    for seen in range(RACES):
        saved = at_once(*[lambda name=name, seen=seen: save(seen, name) for name in range(WRITERS)])
        assert sum(one is not None for one in saved) == 1
        assert "perdu" not in saved
        assert opinion.sections.get(key=KEY).source == next(filter(None, saved))
    assert SectionVersion.objects.count() == RACES


def test_of_two_who_open_at_once_one_opens(cast, ici):
    answers = at_once(*[lambda: acts.open_opinion(ici, YEAR, actor=cast.regional).reference] * 2)
    assert sorted(answers) == [f"AVIS-{YEAR}-ici-1", f"L’avis {YEAR} sur Ici est déjà ouvert."]


def test_communicating_while_another_writes_freezes_one_whole_text(cast, ici):
    opinion = acts.open_opinion(ici, YEAR, actor=cast.regional)
    for key in (SectionKey.QUANTITATIVE, SectionKey.GENERAL):
        save_text(opinion, key, "Avant.", base_version=0, actor=cast.regional)
    acts.consult(opinion, actor=cast.regional)
    at_once(
        lambda: acts.communicate(opinion, actor=cast.regional),
        lambda: save_text(opinion, SectionKey.GENERAL, "Après.", base_version=1, actor=cast.regional),
    )
    opinion.refresh_from_db()
    html = next(one["html"] for one in opinion.frozen["sections"] if one["key"] == SectionKey.GENERAL)
    assert html == f"<p>{opinion.sections.get(key=SectionKey.GENERAL).source}</p>"
