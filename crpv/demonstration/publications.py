"""The published dashboards of the demonstration: 2023, 2024 and its correction, 2025; perspectives are invented."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from accounts.models import User
from crpv.models import Publication
from crpv.publications import services as acts
from crpv.publications.transmissions import regions_concerned

PARIS = ZoneInfo("Europe/Paris")
MARK = "*Données de démonstration\u00a0: ces perspectives sont inventées.*"
PERSPECTIVES = {
    2023: (
        f"{MARK}\n\n## Préparer les nouveaux contrats de ville\n\nLe réseau accompagne la signature des contrats "
        "« Quartiers 2030 ».\n\n- cycles de qualification sur la nouvelle géographie "
        "prioritaire\n- appui aux équipes projet des communes entrantes\n- capitalisation des évaluations finales"
    ),
    2024: (
        f"{MARK}\n\n## Consolider\n\nL’année s’ouvre sur la première année pleine des contrats de ville.\n\n- plus de "
        "séances pour les **élus** des communes entrantes\n- un chantier national sur la participation des habitants\n"
        "- la moitié des productions au format commun"
    ),
    2025: (
        f"{MARK}\n\n## Trois priorités\n\n1. couvrir les départements qui n’ont pas de centre\n2. ouvrir les "
        "formations à distance aux territoires **ultramarins**\n3. tenir partout les deux chantiers nationaux\n\n"
        "## Calendrier\n\nLes conventions qui s’achèvent dans l’année se préparent dès le quatrième trimestre."
    ),
}
CORRECTION = (
    "Données de démonstration\u00a0: une priorité manquait aux perspectives\u202f; les chiffres sont inchangés."
)
ADDED = "\n- un appui aux centres d’outre-mer"
# The day of each version; 2024 was late, which prevents nothing.
DAYS = {(2023, 1): (2024, 6, 20), (2024, 1): (2025, 7, 4), (2024, 2): (2025, 9, 15), (2025, 1): (2026, 6, 25)}
TRANSMISSIONS = {2023: 99, 2024: 9, 2025: 5}  # how many regions transmitted the figures
PUBLIC = frozenset({2023, 2024, 2025})


def load_publications(*, keeper: User, recorder: User) -> None:
    """Publish the three years, once, with the figures of the forms of the demonstration."""
    for (year, version), day in DAYS.items():
        if Publication.objects.filter(year=year, version=version).exists():
            continue
        if version == 1:
            publication, perspectives = acts.prepare(year, actor=keeper), PERSPECTIVES[year]
        else:
            former = Publication.objects.in_force().get(year=year)
            publication = acts.open_correction(former, reason=CORRECTION, actor=keeper)
            perspectives = former.perspectives + ADDED
        frozen = acts.freeze(acts.write(publication, perspectives=perspectives, actor=keeper), actor=keeper)
        at = dt.datetime(*day, 10, 30, tzinfo=PARIS)
        last = year == max(PUBLIC)  # the regions of the years before are printed when somebody asks
        acts.publish(frozen, is_public=year in PUBLIC, actor=keeper, at=at, prints_regions=last)
    for year, count in TRANSMISSIONS.items():
        publication = Publication.objects.in_force().get(year=year)
        regions = [] if publication.transmissions.exists() else regions_concerned()[:count]
        for rank, region in enumerate(regions):
            on = publication.published_at.date() + dt.timedelta(days=6 + 3 * rank)
            note = "Données de démonstration\u00a0: courriel aux membres des instances."
            acts.pass_on(publication, region, on=on, note=note, actor=recorder)
