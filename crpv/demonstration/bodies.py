"""Bodies, national meetings, worksites and productions of the demonstration, invented and marked so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from centres.models import Centre
from documents.french import typeset
from governance.bodies.queries import expected_at
from governance.enums import BodyKind, College, ProductionKind, Theme
from governance.models import Body, Contribution, Meeting, MeetingAttendance, Orientation, Production, Seat, Worksite
from governance.productions.services import searchable

MARK = "Donnée de démonstration"
SINCE = dt.date(2024, 1, 1)
TODAY = dt.date(2026, 11, 21)
FIRST_ROLL_CALL = dt.date(2025, 1, 1)  # attendance before this day is not recorded

NATIONAL_BODIES = {
    BodyKind.CHARTER: "Comité de suivi de la charte",
    BodyKind.TECHNICAL: "Comité technique d’animation nationale",
    BodyKind.ANNUAL_DAY: "Journée annuelle du réseau",
    BodyKind.OVERSEAS: "Réseau outre-mer",
    BodyKind.ANRU: "Rencontre bilatérale avec l’ANRU",
}
NATIONAL_MEETINGS = (
    (BodyKind.TECHNICAL, "2024-12-10", True),
    (BodyKind.TECHNICAL, "2025-03-18", True),
    (BodyKind.ANRU, "2025-05-14", True),
    (BodyKind.TECHNICAL, "2025-06-24", True),
    (BodyKind.CHARTER, "2025-10-02", True),
    (BodyKind.TECHNICAL, "2025-12-09", True),
    (BodyKind.TECHNICAL, "2026-03-17", True),
    (BodyKind.OVERSEAS, "2026-04-09", True),
    (BodyKind.ANRU, "2026-05-20", True),
    (BodyKind.TECHNICAL, "2026-06-23", True),
    (BodyKind.ANNUAL_DAY, "2026-10-13", True),
    (BodyKind.TECHNICAL, "2026-12-08", False),
    (BodyKind.TECHNICAL, "2027-03-16", False),
)


@dataclass(frozen=True)
class InventedBody:
    """A local body, its seats (college, organisation, is elected) and its meetings (day, is held)."""

    slug: str
    kind: BodyKind
    name: str
    seats: tuple[tuple[College, str, bool], ...]
    meetings: tuple[tuple[str, bool], ...]
    decides: bool = False


COMMUNES = (College.COMMUNES, "Métropole du chef-lieu", True)
REGION = (College.REGION, "Conseil régional", True)
STATE = (College.STATE, "Préfecture de région", False)
CDC = (College.CDC, "Banque des territoires", False)
LANDLORDS = (College.LANDLORDS, "Union régionale pour l’habitat", False)
SCHOLARS = (College.QUALIFIED, "Université", False)
LOCAL_BODIES = (
    InventedBody(
        "reso-villes", BodyKind.BOARD, "Conseil d’administration", (COMMUNES, REGION, SCHOLARS),
        (("2025-11-20", True), ("2026-04-16", True), ("2026-12-03", False)), decides=True,
    ),
    InventedBody(
        "reso-villes", BodyKind.FUNDERS, "Comité des financeurs", (STATE, REGION, COMMUNES, CDC),
        (("2025-10-07", True), ("2026-10-06", True)),
    ),
    InventedBody("labo-cites", BodyKind.BOARD, "Conseil d’administration", (COMMUNES, REGION, LANDLORDS),
                 (("2025-12-04", True), ("2026-05-28", True)), decides=True),
    InventedBody("labo-cites", BodyKind.ASSEMBLY, "Assemblée générale", (COMMUNES, LANDLORDS, SCHOLARS),
                 (("2026-05-28", True),)),
    InventedBody("irev", BodyKind.BOARD, "Conseil d’administration du groupement", (STATE, REGION, COMMUNES, CDC),
                 (("2025-11-26", True), ("2026-06-17", True), ("2026-12-09", False)), decides=True),
    InventedBody("irev", BodyKind.ASSEMBLY, "Assemblée générale", (STATE, REGION, COMMUNES, CDC, LANDLORDS),
                 (("2026-03-25", True),)),
    InventedBody("oriv", BodyKind.BOARD, "Conseil d’administration", (COMMUNES, LANDLORDS, SCHOLARS),
                 (("2025-12-10", True), ("2026-06-11", True)), decides=True),
    InventedBody("oriv", BodyKind.FUNDERS, "Comité des financeurs", (STATE, REGION, COMMUNES),
                 (("2026-10-15", True),)),
    InventedBody("profession-banlieue", BodyKind.BOARD, "Conseil d’administration", (COMMUNES, SCHOLARS),
                 (("2025-12-10", True),), decides=True),
    InventedBody("profession-banlieue", BodyKind.FUNDERS, "Comité des financeurs", (STATE, REGION, COMMUNES),
                 (("2026-09-29", True),)),
    InventedBody("villes-au-carre", BodyKind.BOARD, "Conseil d’administration", (COMMUNES, REGION),
                 (("2025-12-10", True), ("2026-11-12", False)), decides=True),
    InventedBody("villes-au-carre", BodyKind.FUNDERS, "Comité des financeurs", (STATE, REGION, COMMUNES),
                 (("2026-09-22", True),)),
    InventedBody("la-reunion", BodyKind.ASSEMBLY, "Assemblée générale du groupement", (STATE, CDC, SCHOLARS),
                 (("2025-12-10", True), ("2026-06-18", True)), decides=True),
)  # fmt: skip
WORKSITES = {
    2026: (
        "Participation des habitants aux contrats 2024-2030",
        "Accompagner les sites entrants",
        "Égalité entre les femmes et les hommes dans les quartiers",
    ),
    2025: ("Évaluer les contrats de ville", "Mobiliser le droit commun", "Outiller les conseils citoyens"),
}
ORIENTATION = typeset("Réussir les contrats « Engagements Quartiers 2030 »")
SPARSE = 7  # one centre in seven contributes to a single worksite in the year under way
ALONE_LAST_YEAR = "mayotte"  # the only one last year, as its form says (QN-02)


@dataclass(frozen=True)
class InventedProduction:
    """A production; `day` is empty for a draft."""

    title: str
    kind: ProductionKind
    theme: Theme
    slugs: tuple[str, ...]
    day: str
    agreed: bool = True
    national: bool = False
    worksite: str = ""
    shared: bool = False


PRODUCTIONS = (
    InventedProduction("Repères pour un conseil citoyen vivant", ProductionKind.TOOL, Theme.CITIZENSHIP,
                       ("reso-villes", "labo-cites"), "2026-03-12", worksite=WORKSITES[2026][0]),
    InventedProduction("Une ressourcerie de quartier à l’échelle d’une agglomération", ProductionKind.EXPERIENCE_SHEET,
                       Theme.ECOLOGY, ("reso-villes",), "2026-06-04", national=True),
    InventedProduction("Actes du cycle « Santé mentale et quartiers »", ProductionKind.PROCEEDINGS, Theme.HEALTH,
                       ("reso-villes",), "2025-11-18", shared=True),
    InventedProduction("Chiffres clefs des quartiers des Hauts-de-France", ProductionKind.PUBLICATION,
                       Theme.CROSSCUTTING, ("irev",), "2026-02-20"),
    InventedProduction("Lettre d’information de l’automne", ProductionKind.NEWSLETTER, Theme.OTHER, ("irev",),
                       "2025-10-15", agreed=False),
    InventedProduction("Fiche : médiation numérique au pied des immeubles", ProductionKind.EXPERIENCE_SHEET,
                       Theme.COHESION, ("labo-cites",), "2025-09-30", national=True, worksite=WORKSITES[2025][1]),
    InventedProduction("Guide : conduire une évaluation avec les habitants", ProductionKind.TOOL, Theme.GOVERNANCE,
                       ("irev", "oriv"), "2025-06-12", shared=True, worksite=WORKSITES[2025][0]),
    InventedProduction("Repères : la santé dans les contrats de ville", ProductionKind.NOTE, Theme.HEALTH,
                       ("profession-banlieue", "villes-au-carre"), "2025-05-20", shared=True),
    InventedProduction("Carnet de visites des quartiers de l’île", ProductionKind.PUBLICATION, Theme.CROSSCUTTING,
                       ("la-reunion",), "2025-10-02", shared=True),
    InventedProduction("Note de veille en préparation", ProductionKind.NOTE, Theme.EMPLOYMENT, ("reso-villes",), ""),
)  # fmt: skip


def load_bodies() -> None:
    """Create every body, meeting, worksite and production that is not there yet."""
    for kind, name in NATIONAL_BODIES.items():
        Body.objects.get_or_create(kind=kind, centre=None, defaults={"name": name})
    for kind, day, is_held in NATIONAL_MEETINGS:
        day = dt.date.fromisoformat(day)
        body = Body.objects.get(kind=kind, centre=None)
        meeting, is_new = Meeting.objects.get_or_create(
            body=body, on=day,
            defaults={"is_held": is_held, "place": "Paris", "starts_at": dt.time(9, 30), "agenda": f"{MARK}.",
                      "minutes": f"{MARK}." if is_held else ""},
        )  # fmt: skip
        if is_new and is_held and day >= FIRST_ROLL_CALL:
            MeetingAttendance.objects.bulk_create(
                MeetingAttendance(meeting=meeting, centre=centre, is_present=(rank + day.month) % SPARSE != 0)
                for rank, centre in enumerate(expected_at(meeting))
            )
    for body in LOCAL_BODIES:
        _load_local_body(body)
    for year, titles in WORKSITES.items():
        _load_national_programme(year, titles)
    for production in PRODUCTIONS:
        _load_production(production)


def _load_local_body(invented: InventedBody) -> None:
    centre = Centre.objects.get(slug=invented.slug)
    body, is_new = Body.objects.get_or_create(
        centre=centre, kind=invented.kind, defaults={"name": invented.name, "decides_programme": invented.decides}
    )
    if not is_new:
        return
    for college, organisation, elected in invented.seats:
        Seat.objects.create(
            body=body, college=college, organisation=organisation, is_elected=elected, person=MARK, valid_from=SINCE
        )
    for day, is_held in invented.meetings:
        Meeting.objects.create(
            body=body, on=dt.date.fromisoformat(day), is_held=is_held, agenda=f"{MARK}.",
            minutes=f"{MARK}." if is_held else "",
        )  # fmt: skip


def _load_national_programme(year: int, titles: tuple[str, ...]) -> None:
    Orientation.objects.get_or_create(year=year, title=ORIENTATION, defaults={"text": f"{MARK}."})
    last = Meeting.objects.filter(body__kind=BodyKind.TECHNICAL, on__year=year - 1).order_by("-on").first()
    for rank, title in enumerate(titles, 1):
        worksite, is_new = Worksite.objects.get_or_create(
            year=year, rank=rank, defaults={"title": title, "description": f"{MARK}.", "validated_at": last}
        )
        if not is_new:
            continue
        # Every centre on two worksites of three, but a few that lack one.
        for place, centre in enumerate(Centre.objects.exclude(identities__legal_form="a_creer").order_by("slug")):
            first = place % 3 + 1
            is_sparse = place % SPARSE == 0 if year == TODAY.year else centre.slug == ALONE_LAST_YEAR
            skipped_ranks = {first, 3 - (first == 3)} if is_sparse else {first}
            if rank not in skipped_ranks:
                done = dt.date(year, 9, 15) if place % 2 and year < TODAY.year else None
                Contribution.objects.create(
                    worksite=worksite, centre=centre, text=typeset(f"{MARK} : fiche d’expérience."), delivered_on=done
                )


def _load_production(invented: InventedProduction) -> None:
    centres = list(Centre.objects.filter(slug__in=invented.slugs))
    production = Production(
        title=typeset(invented.title),
        kind=invented.kind,
        theme=invented.theme,
        published_on=dt.date.fromisoformat(invented.day) if invented.day else None,
        summary=f"{MARK}.",
        link="https://exemple.invalid/production",
        agreed_in_advance=invented.agreed,
        in_national_format=invented.national,
        shared_on_common_tool=invented.national or invented.shared,
        worksite=Worksite.objects.filter(title=invented.worksite).first() if invented.worksite else None,
    )
    if not Production.objects.filter(title=production.title).exists():
        production.searchable = searchable(production, centres)
        production.save()
        production.centres.set(centres)
