"""What lacks before each act, in sentences: transitions refuse with them, pages display them beforehand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.text import capfirst

from centres.models import Centre
from documents import french
from governance.conventions.kinds import has_amendments
from governance.conventions.schedule import amendment_of, final_review_of, is_amended, year_of
from governance.enums import CartographyState, ConventionKind, ConventionState
from governance.models import Amendment, Cartography, Convention, FinalReview
from governance.models.convention import LIVE
from governance.registers.lent_figures import is_amount_set, published_versions

PARTS = ("conformity", "framework", "impact", "follow_up")
FREE_TO_FOLLOW = frozenset({ConventionState.REVIEWED, ConventionState.RENEWED, ConventionState.NOT_RENEWED})


def before_signing(convention: Convention) -> list[str]:
    """What a draft lacks to be signed: its papers, a published version, the amount of its first year (2 queries)."""
    missing, version = papers_missing(convention), convention.referential_version.strip()
    if version and version not in published_versions():
        missing.append(
            f"La version « {version} » du référentiel n’est pas publiée : choisissez-en une de la liste (R-78)."
        )
    if has_amendments(convention.kind):
        missing += amount_missing(convention.centre, convention.starts_on.year)
    return missing


def amount_missing(centre: Centre, year: int) -> list[str]:
    """Why the act that sets `year` may not be signed yet: its very object is the amount (R-75; 1 query)."""
    if is_amount_set(centre, year):
        return []
    why = "n’est pas connu : la signature attend l’adoption de cet exercice (R-75)."
    return [f"Le montant de l’exercice {year}, que cet acte fixe, {why}"]


def papers_missing(convention: Convention) -> list[str]:
    """The papers that a draft lacks: R-51, R-78, and the republican contract of an association (no query)."""
    missing, cartography = [], convention.cartography
    if cartography is None or cartography.centre_id != convention.centre_id:
        missing.append("Rattachez la cartographie stratégique : aucune convention ne se signe sans elle (R-51).")
    elif cartography.state == CartographyState.ONGOING:
        missing.append("La cartographie rattachée est encore en cours : validez-la avec sa date (R-51).")
    elif cartography.state == CartographyState.OUTDATED:
        missing.append("La cartographie rattachée est périmée : rattachez celle qui prépare cette convention (R-51).")
    if not convention.referential_version.strip():
        missing.append("Indiquez la version du référentiel d’indicateurs annexée à la convention (R-78).")
    if convention.kind == ConventionKind.CPO and not convention.has_republican_contract:
        missing.append("L’association doit avoir souscrit le contrat d’engagement républicain : cochez la case.")
    if not convention.purpose.strip():
        missing.append("Écrivez l’objet de la convention.")
    return missing


def faults_of_signing_day(on: dt.date | None, convention: Convention, today: dt.date) -> list[str]:
    """What is wrong with the day on which a convention is said to be signed."""
    if on is None:
        return ["Indiquez la date de signature."]
    dated = convention.cartography.dated if convention.cartography else None
    faults = ["La date de signature est dans l’avenir."] if on > today else []
    if dated and on < dated:
        faults.append(
            f"La cartographie est datée du {french.date(dated)} : elle précède toute signature (R-51), corrigez "
            "la date."
        )
    if on > convention.current_end:
        faults.append(f"La date de signature suit le terme ({french.date(convention.current_end)}) : corrigez-la.")
    return faults


def predecessor(centre: Centre, kind: str, *, but: int | None = None) -> Convention | None:
    """The latest convention of that kind that binds or bound `centre`, drafts apart (1 query)."""
    others = Convention.objects.filter(centre=centre, kind=kind).exclude(state=ConventionState.DRAFT).exclude(pk=but)
    return others.prefetch_related("extensions").select_related("centre").order_by("-starts_on").first()


def why_not_to_follow(previous: Convention | None, starts_on: dt.date) -> str:
    """Why no convention may begin on `starts_on` after `previous`, empty when one may (R-85)."""
    if previous is None:
        return ""
    if previous.state not in FREE_TO_FOLLOW:
        return (
            f"{capfirst(previous.definite)} n’a pas de bilan final validé : une nouvelle convention en dépend (R-85). "
            "Validez d’abord ce bilan."
        )
    if starts_on <= previous.current_end:
        return (
            f"{capfirst(previous.definite)} court jusqu’au {french.date(previous.current_end)} : la nouvelle commence "
            f"au plus tôt le {french.date(previous.current_end + dt.timedelta(days=1))}."
        )
    return ""


def before_amending(convention: Convention, rank: int) -> list[str]:
    """Why the amendment of that year may not be prepared or recorded now (R-75)."""
    if not has_amendments(convention.kind):
        return ["Une convention constitutive n’a pas d’avenant annuel : elle se proroge (R-76)."]
    if is_amended(convention, rank):
        return [f"L’avenant de la {rank}e année est déjà signé."]
    if convention.state not in LIVE:
        return [f"La convention n’est pas en vigueur : elle est « {convention.get_state_display()} »."]
    if rank == 3 and not is_amended(convention, 2):
        return ["L’avenant de la 2e année n’est pas signé : signez-le, ou enregistrez-le s’il l’a été avant l’outil."]
    return []


def before_signing_amendment(amendment: Amendment) -> list[str]:
    """What a draft amendment lacks to be signed: its turn, and the amount of its year (R-75; 1 query)."""
    convention = amendment.convention
    return [*before_amending(convention, amendment.rank), *amount_missing(convention.centre, amendment.year)]


def faults_of_amendment_day(amendment: Amendment, today: dt.date) -> list[str]:
    """What is wrong with the day on which an amendment is said to be signed."""
    on, convention = amendment.signed_on, amendment.convention
    if on is None:
        return ["Indiquez la date de signature."]
    faults = ["La date de signature est dans l’avenir."] if on > today else []
    if convention.signed_on and on < convention.signed_on:
        faults.append(
            f"La convention est signée du {french.date(convention.signed_on)} : l’avenant ne peut pas la précéder."
        )
    return faults


def before_expiring(convention: Convention, today: dt.date) -> list[str]:
    """Why a convention does not expire on `today`: its term, extensions included, is not past."""
    if today > convention.current_end:
        return []
    return [f"Le terme est le {french.date(convention.current_end)} : l’échéance se constate à partir du lendemain."]


def before_validating(review: FinalReview | None) -> list[str]:
    """What the final review lacks: four parts (R-84) and the centre's agreement (R-82)."""
    if review is None:
        return ["Le bilan final n’est pas commencé : écrivez ses quatre parties (R-84)."]
    missing = [
        f"La partie « {FinalReview._meta.get_field(part).verbose_name} » est vide (R-84)."
        for part in PARTS
        if not getattr(review, part).strip()
    ]
    if review.agreed_by_centre_on is None:
        missing.append("Le centre n’a pas donné son accord : le bilan est établi conjointement (R-82).")
    return missing


def faults_of_validation_day(review: FinalReview, today: dt.date) -> list[str]:
    """What is wrong with the day on which a final review is said to be validated."""
    on = review.validated_on
    if on is None:
        return ["Indiquez la date de validation."]
    faults = ["La date de validation est dans l’avenir."] if on > today else []
    if on <= review.convention.current_end:
        faults.append(
            f"Le bilan final suit le terme ({french.date(review.convention.current_end)}) : corrigez la date."
        )
    if review.agreed_by_centre_on and on < review.agreed_by_centre_on:
        faults.append("La validation précède l’accord du centre : corrigez la date.")
    return faults


def before_validating_cartography(cartography: Cartography, dated: dt.date | None, today: dt.date) -> list[str]:
    """What a cartography lacks to be validated: a date, lines, and why the centre is called upon (R-51, R-52)."""
    lines = list(cartography.lines.all())
    missing = []
    if dated is None:
        missing.append("Indiquez la date à laquelle la cartographie est arrêtée (R-51).")
    elif dated > today:
        missing.append("La date de la cartographie est dans l’avenir.")
    if not lines:
        missing.append("La cartographie n’a aucune ligne : décrivez au moins une fonction du territoire (R-52).")
    elif not any(line.centre_role.strip() for line in lines):
        missing.append("Aucune ligne ne dit pourquoi le centre est mobilisé (R-52).")
    if not cartography.contributors.strip():
        missing.append("Dites qui a contribué, dont le centre (R-53).")
    return missing


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """The next act on a convention (`sign`, `amend`, `expire`, `review`, `renew`), and what it lacks."""

    act: str
    title: str
    reference: str
    missing: tuple[str, ...] = ()
    rank: int = 0
    is_prepared: bool = True

    @property
    def is_ready(self) -> bool:
        return not self.missing


def next_step_of(convention: Convention, today: dt.date) -> NextStep | None:
    """The next act on `today`; None once the convention is renewed or not (2 queries at most)."""
    if convention.state == ConventionState.DRAFT:
        missing = tuple(before_signing(convention))
        return NextStep(act="sign", title="Signer la convention", reference="R-51, R-77, R-78", missing=missing)
    if convention.state == ConventionState.EXPIRED:
        missing = tuple(before_validating(final_review_of(convention)))
        return NextStep(act="review", title="Valider le bilan final", reference="R-82, R-84", missing=missing)
    if convention.state == ConventionState.REVIEWED:
        return NextStep(act="renew", title="Renouveler la convention, ou dire qu’elle ne l’est pas", reference="R-85")
    if convention.state not in LIVE:
        return None
    # In force: each amendment until the term is past, then the term itself.
    rank = next((rank for rank in (2, 3) if not is_amended(convention, rank)), 0)
    if rank and has_amendments(convention.kind) and today <= convention.current_end:
        year, is_prepared = year_of(convention, rank), amendment_of(convention, rank) is not None
        missing = [] if is_prepared else ["Le projet d’avenant n’est pas préparé."]
        missing += amount_missing(convention.centre, year)
        return NextStep(
            act="amend", title=f"Signer l’avenant de la {rank}e année (exercice {year})", reference="R-75",
            missing=tuple(missing), rank=rank, is_prepared=is_prepared,
        )  # fmt: skip
    missing = tuple(before_expiring(convention, today))
    return NextStep(act="expire", title="Constater l’échéance", reference="R-75", missing=missing)
