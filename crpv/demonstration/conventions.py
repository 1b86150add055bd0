"""Conventions of the demonstration, at every stage; every invented text is marked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from accounts.models import User
from centres.models import Centre
from crpv.demonstration.money import MARK
from evaluation.referential.load import FIRST_VERSION
from governance.cartography.services import open_cartography, validate_cartography, write_line
from governance.conventions.contract.signing import sign, sign_amendment
from governance.conventions.reviews import (
    close,
    expire,
    record_agreement,
    review_year,
    validate_final_review,
    write_final_review,
)
from governance.conventions.services import (
    DraftValues,
    PastConvention,
    create,
    extend,
    prepare_amendment,
    record,
    record_amendment,
)
from governance.enums import ConventionKind, ConventionState, Finding
from governance.law.legal_calendar import add_months, three_year_term
from governance.models import Cartography, Convention
from governance.registers.lent_figures import is_amount_set

CPO, PROTOCOL, CONSTITUTIVE = ConventionKind.CPO, ConventionKind.PROTOCOL, ConventionKind.CONSTITUTIVE
S = ConventionState
REFERENTIAL = FIRST_VERSION
PURPOSE = f"{MARK} : animer le réseau régional des acteurs de la politique de la ville."
LINES = (
    ("Observation", "Agence d’urbanisme, Insee", Finding.COMPLEMENT, "Diffuser les analyses auprès des équipes."),
    ("Formation des acteurs", "CNFPT", Finding.GAP, "Construire des cycles entre institutions."),
    ("Ressources et capitalisation", "Centre de documentation régional", Finding.REDUNDANCY, "Partager les fonds."),
)


@dataclass(frozen=True, kw_only=True)
class Story:
    """A recorded convention: its dates, its state, its amendments (month by rank) and the years reviewed."""

    slug: str
    kind: str
    state: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    amendments: dict[int, int] = field(default_factory=dict)
    reviews: tuple[int, ...] = ()


def load_conventions(actor: User, today: dt.date) -> None:
    """Load the conventions once; a centre that has some is skipped."""
    for story in stories_of(last_recorded_year(today)):
        if not _has_any(story.slug, story.kind):
            _load_story(story, actor)
    for slug, load in _SCENES.items():
        if not _has_any(slug):
            load(Centre.objects.get(slug=slug), actor, today)


def last_recorded_year(today: dt.date) -> int:
    """The last year whose first nine months are over, so that none of its acts is in the future."""
    return today.year if today.month >= 10 else today.year - 1


def _has_any(slug: str, kind: str = "") -> bool:
    conventions = Convention.objects.filter(centre__slug=slug)
    return (conventions.filter(kind=kind) if kind else conventions).exists()


def stories_of(year: int) -> tuple[Story, ...]:
    """The conventions signed on paper before the application, dated from `year`."""
    first, second, third = (dt.date(year - back, 1, 1) for back in (0, 1, 2))
    done = {2: 3, 3: 4}
    return (
        Story(slug="irev", kind=CONSTITUTIVE, state=S.SIGNED, starts_on=dt.date(year - 5, 1, 1),
              ends_on=dt.date(year + 1, 12, 31), reviews=tuple(range(year - 5, year))),
        Story(slug="irev", kind=PROTOCOL, state=S.SIGNED, starts_on=second, amendments={2: 3}, reviews=(year - 1,)),
        Story(slug="profession-banlieue", kind=CPO, state=S.SIGNED, starts_on=second, reviews=(year - 1,)),
        Story(slug="oriv", kind=CPO, state=S.SIGNED, starts_on=third, amendments=done, reviews=(year - 2, year - 1)),
        Story(slug="villes-au-carre", kind=CPO, state=S.SIGNED, starts_on=third, amendments={2: 9, 3: 5},
              reviews=(year - 2,)),
        Story(slug="la-reunion", kind=CONSTITUTIVE, state=S.SIGNED, starts_on=dt.date(year - 5, 9, 24),
              ends_on=dt.date(year, 9, 23), reviews=tuple(range(year - 5, year))),
        Story(slug="pqn-a", kind=CONSTITUTIVE, state=S.SIGNED, starts_on=dt.date(2021, 1, 1),
              ends_on=dt.date(2027, 12, 31), reviews=tuple(range(2021, year))),
        Story(slug="pqn-a", kind=PROTOCOL, state=S.SIGNED, starts_on=first),
        Story(slug="villes-et-territoires-occitanie", kind=CPO, state=S.SIGNED, starts_on=second, amendments={2: 6},
              reviews=(year - 1,)),
        Story(slug="ville-caraibe", kind=CPO, state=S.SIGNED, starts_on=first),
    )  # fmt: skip


def _load_story(story: Story, actor: User) -> None:
    """Record the convention, its amendments and its interim reviews."""
    centre = Centre.objects.get(slug=story.slug)
    past = PastConvention(
        kind=story.kind,
        state=story.state,
        starts_on=story.starts_on,
        ends_on=story.ends_on or three_year_term(story.starts_on),
        signed_on=story.starts_on + dt.timedelta(days=75),
        purpose=PURPOSE,
        referential_version=REFERENTIAL,
    )
    convention = record(centre, past, actor=actor)
    for rank, month in sorted(story.amendments.items()):
        day = dt.date(story.starts_on.year + rank - 1, month, 12)
        record_amendment(convention, rank, signed_on=day, purpose=MARK, actor=actor)
    for year in story.reviews:
        review_year(convention, year, held_on=dt.date(year, 12, 5), text=_REVIEW, actor=actor)
    if story.slug == "la-reunion":
        extend(
            convention,
            until=add_months(convention.ends_on, 24),
            decided_on=dt.date(convention.ends_on.year - 1, 11, 16),
            actor=actor,
        )


_REVIEW = f"{MARK} : le programme de l’année est tenu ; les élus sont encore peu mobilisés."


def _cartography(centre: Centre, actor: User, dated: dt.date | None) -> Cartography:
    cartography = open_cartography(
        centre,
        led_by=f"{MARK} : secrétariat général pour les affaires régionales",
        contributors=f"{MARK} : le centre, la région, les départements, la Caisse des dépôts.",
        summary=f"{MARK} : l’offre est dense dans les métropoles, rare dans les villes moyennes.",
        actor=actor,
    )
    for function, structures, finding, role in LINES:
        write_line(
            cartography,
            None,
            function=function,
            structures=f"{structures} ({MARK.lower()})",
            finding=finding,
            centre_role=role,
            actor=actor,
        )
    return validate_cartography(cartography, dated=dated, actor=actor) if dated else cartography


def _signed(centre: Centre, actor: User, year: int, kind: str = CPO) -> Convention:
    """A convention signed at the beginning of `year`, in the application once its amount is adopted (R-75)."""
    if not is_amount_set(centre, year):
        first = dt.date(year, 1, 1)
        past = PastConvention(
            kind=kind, state=S.SIGNED, starts_on=first, ends_on=three_year_term(first), purpose=PURPOSE,
            signed_on=dt.date(year, 2, 9), referential_version=REFERENTIAL,
        )  # fmt: skip
        return record(centre, past, actor=actor)
    cartography = _cartography(centre, actor, dt.date(year - 1, 11, 18))
    draft = DraftValues(
        starts_on=dt.date(year, 1, 1),
        purpose=PURPOSE,
        referential_version=REFERENTIAL,
        cartography=cartography,
        has_republican_contract=kind == CPO,
        in_regional_plan=True,
        regional_plan="2021-2027",
    )
    return sign(create(centre, kind, draft, actor=actor), on=dt.date(year, 2, 9), actor=actor)


def _first_amendment_ready(centre: Centre, actor: User, today: dt.date) -> None:
    """RésO Villes: renewed on time, first year and its amendment signed, the draft of the next one ready."""
    year = last_recorded_year(today)
    first = dt.date(year - 4, 1, 1)
    renewed = PastConvention(
        kind=CPO, state=S.RENEWED, starts_on=first, ends_on=three_year_term(first), signed_on=dt.date(year - 4, 3, 4),
        purpose=PURPOSE, referential_version=REFERENTIAL,
    )  # fmt: skip
    record(centre, renewed, actor=actor)
    convention = _signed(centre, actor, year - 1)
    # An amendment is signed in the application once the exercise is adopted, recorded otherwise.
    purpose, on = f"{MARK} : journée annuelle à Nantes.", dt.date(year, 3, 16)
    if is_amount_set(centre, year):
        sign_amendment(prepare_amendment(convention, 2, purpose=purpose, actor=actor), on=on, actor=actor)
    else:
        record_amendment(convention, 2, signed_on=on, purpose=purpose, actor=actor)
    review_year(convention, year - 1, held_on=dt.date(year - 1, 12, 5), text=_REVIEW, actor=actor)
    prepare_amendment(convention, 3, purpose=MARK, actor=actor)


def _term_passed(centre: Centre, actor: User, today: dt.date) -> None:
    """Labo Cités: the term passed five months ago, the final review is not begun (R-82)."""
    ends_on = add_months(today, -5).replace(day=1) - dt.timedelta(days=1)
    starts_on = add_months(ends_on, -36) + dt.timedelta(days=1)
    past = PastConvention(
        kind=CPO, state=S.AMENDED_3, starts_on=starts_on, ends_on=ends_on,
        signed_on=starts_on + dt.timedelta(days=40), purpose=PURPOSE, referential_version=REFERENTIAL,
    )  # fmt: skip
    convention = record(centre, past, actor=actor)
    for year in range(starts_on.year, today.year):
        review_year(convention, year, held_on=dt.date(year, 12, 5), text=_REVIEW, actor=actor)
    expire(convention, actor=actor)


def _reviewed(centre: Centre, actor: User, today: dt.date) -> Convention:
    """A convention ended last December whose final review is validated, in time."""
    year_now = last_recorded_year(today)
    first = dt.date(year_now - 3, 1, 1)
    past = PastConvention(
        kind=CPO, state=S.AMENDED_3, starts_on=first, ends_on=three_year_term(first), signed_on=first,
        purpose=PURPOSE, referential_version=REFERENTIAL,
    )  # fmt: skip
    convention = record(centre, past, actor=actor)
    for year in range(first.year, year_now):
        review_year(convention, year, held_on=dt.date(year, 12, 5), text=_REVIEW, actor=actor)
    expire(convention, actor=actor)
    text = f"{MARK} : les résultats répondent à l’objet."
    parts = {"conformity": text, "framework": text, "impact": f"{MARK} : effets constatés.", "follow_up": MARK}
    review = write_final_review(convention, parts, actor=actor)
    paper = b"%PDF-1.7 " + MARK.encode()
    on = dt.date(year_now, 4, 2)
    review = record_agreement(review, on=on, name="accord-du-centre.pdf", content=paper, actor=actor)
    validate_final_review(review, on=dt.date(year_now, 5, 11), actor=actor)
    return Convention.objects.get(pk=convention.pk)


def _to_renew(centre: Centre, actor: User, today: dt.date) -> None:
    """Ressources Urbaines: reviewed, its renewal is a draft that still lacks its cartography."""
    _reviewed(centre, actor, today)
    _cartography(centre, actor, None)
    create(centre, CPO, DraftValues(starts_on=dt.date(last_recorded_year(today), 1, 1), purpose=PURPOSE), actor=actor)


def _not_renewed(centre: Centre, actor: User, today: dt.date) -> None:
    """Normanvilles: reviewed, not renewed."""
    close(_reviewed(centre, actor, today), reason=f"{MARK} : la structure porteuse se réorganise.", actor=actor)


def _ready_to_sign(centre: Centre, actor: User, today: dt.date) -> None:
    """Pôle ressources: its documents are complete, the amount of its first year is yet to be adopted (R-75)."""
    draft = DraftValues(
        starts_on=dt.date(last_recorded_year(today) + 1, 1, 1),
        purpose=PURPOSE,
        referential_version=REFERENTIAL,
        cartography=_cartography(centre, actor, dt.date(last_recorded_year(today), 1, 20)),
        has_republican_contract=True,
    )
    create(centre, CPO, draft, actor=actor)


_SCENES = {
    "reso-villes": _first_amendment_ready,
    "labo-cites": _term_passed,
    "ressources-urbaines": _to_renew,
    "normanvilles": _not_renewed,
    "pole-ressources": _ready_to_sign,
}
