"""The second factor: a code that changes every thirty seconds in an application, and ten recovery codes on paper.

Devices, codes, refusal of a used code and growing delays are django-otp's. Added here: one application a person;
recovery codes stored as fingerprints, so that a copy of the database gives none; every change is journalled, and
closes the other sessions (`User.get_session_auth_hash`).
"""

from __future__ import annotations

import base64
import hashlib
import math
import secrets
import time
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from accounts.journal import record
from accounts.models import User

RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # sixteen letters: too many to be guessed from a fingerprint
# The delays double at each failure (django-otp), but stop here: who knows the password of a person must not be able to
# block their account for days. At this pace, trying all codes would take years.
MOST_FAILURES = 10  # 512 seconds

WRONG_CODE = (
    "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant ; s’il est refusé aussi, réglez l’heure de "
    "votre téléphone sur « automatique »."
)
WRONG_RECOVERY = "Ce code de secours n’est pas le bon, ou il a déjà servi. Prenez-en un autre sur votre liste."


@dataclass(frozen=True)
class CodeCheck:
    """The device that accepted a code; or the refusal, and the seconds to wait."""

    device: Device | None = None
    refusal: str = ""
    seconds: int = 0


# Giving a code ---------------------------------------------------------------------------------------------------


def check_code(person: User, code: str) -> CodeCheck:
    """Check the six digits of the application; each code is accepted once."""
    return _check(TOTPDevice, person, code, WRONG_CODE)


@transaction.atomic
def check_recovery_code(person: User, code: str) -> CodeCheck:
    """Check a recovery code, which is then spent; its use is journalled, with how many remain."""
    check = _check(StaticDevice, person, _code_fingerprint(code), WRONG_RECOVERY)
    if check.device is not None:
        record(person, "second facteur : code de secours", person, restants=remaining_codes(person))
    return check


@transaction.atomic
def _check(model: type[Device], person: User, code: str, wrong: str) -> CodeCheck:
    device = model.objects.select_for_update().filter(user=person, confirmed=True).first()
    if device is None:
        return CodeCheck(refusal=wrong)
    device.throttling_failure_count = min(device.throttling_failure_count, MOST_FAILURES)
    if seconds := seconds_to_wait(device):
        delay = f"{seconds} secondes" if seconds > 1 else "1 seconde"
        return CodeCheck(refusal=f"Trop d’essais : attendez {delay}, puis réessayez.", seconds=seconds)
    return CodeCheck(device=device) if device.verify_token(code) else CodeCheck(refusal=wrong)


def seconds_to_wait(device: Device) -> int:
    """The seconds during which the device refuses every code, after failures in a row."""
    is_allowed, why = device.verify_is_allowed()
    return 0 if is_allowed else max(1, math.ceil((why["locked_until"] - timezone.now()).total_seconds()))


# Enrolling -------------------------------------------------------------------------------------------------------


def new_key() -> str:
    """The secret of a new application, stored in the session until a first code proves that it was received."""
    return random_hex(20)


def readable(key: str) -> str:
    """The secret to type by hand, in groups of four letters."""
    text = base64.b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address_of(person: User, key: str) -> str:
    """The address encoded in the QR code, which the application reads."""
    return TOTPDevice(user=person, key=key).config_url


@transaction.atomic
def enrol(person: User, key: str, code: str) -> tuple[TOTPDevice, list[str]] | None:
    """Store the application that gave `code`, in place of any other; its device, and ten new recovery codes in clear.

    None when the code is not of this key, or when another window enrolled meanwhile; the code is not accepted again.
    """
    clock = TOTP(bytes.fromhex(key))
    clock.time = time.time()  # the same time step when it is checked and when it is stored
    now = User.objects.select_for_update().get(pk=person.pk)
    if now.factor_changed_at != person.factor_changed_at or not clock.verify(int(code), tolerance=1):
        return None
    verb = "second facteur : changer d’appareil" if person.has_second_factor else "second facteur : activer"
    _delete_devices(person)
    device = TOTPDevice.objects.create(
        user=person, name="application", key=key, last_t=clock.t(), drift=clock.drift, confirmed=True
    )
    codes = _create_codes(person)
    _set_factor(person, has_factor=True)
    record(person, verb, person)
    return device, codes


@transaction.atomic
def renew_codes(person: User) -> list[str]:
    """Ten new recovery codes, in clear; the former ones are erased."""
    StaticDevice.objects.filter(user=person).delete()
    codes = _create_codes(person)
    record(person, "second facteur : nouveaux codes de secours", person)
    return codes


def remaining_codes(person: User) -> int:
    """How many recovery codes are not spent (1 query)."""
    return StaticToken.objects.filter(device__user=person).count()


# Removing --------------------------------------------------------------------------------------------------------


@transaction.atomic
def remove(person: User) -> None:
    """Erase a second factor that no role demands, at the request of the person."""
    erase(person)
    record(person, "second facteur : retirer", person)


@transaction.atomic
def reset(person: User, by: User | None, reason: str) -> bool:
    """Erase the lost factor of `person` and end their sessions; False when there is none, nothing being written."""
    if not erase(person):
        return False
    record(by, "second facteur : réinitialiser", person, comment=reason)
    return True


def erase(person: User) -> bool:
    """Erase the devices of `person` and end their sessions; whether there was a factor."""
    had_factor = _delete_devices(person) or person.has_second_factor
    if had_factor:
        _set_factor(person, has_factor=False)
    return had_factor


def _delete_devices(person: User) -> bool:
    deleted = [model.objects.filter(user=person).delete()[0] for model in (TOTPDevice, StaticDevice)]
    return any(deleted)


def _set_factor(person: User, *, has_factor: bool) -> None:
    person.has_second_factor, person.factor_changed_at = has_factor, timezone.now()
    person.save(update_fields=["has_second_factor", "factor_changed_at"])


def _create_codes(person: User) -> list[str]:
    device = StaticDevice.objects.create(user=person, name="codes de secours", confirmed=True)
    letters = [base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_code_fingerprint(code)) for code in letters)
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in letters]


def _code_fingerprint(code: str) -> str:
    """The fingerprint of a recovery code: ninety-six bits, in the sixteen letters of django-otp's column."""
    letters = code.lower().replace("-", "").replace(" ", "").replace("0", "o").replace("1", "l")
    return base64.urlsafe_b64encode(hashlib.sha256(letters.encode()).digest()).decode()[:16]
