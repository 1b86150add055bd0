"""The second factor: a code that changes every thirty seconds in an application, and ten recovery codes on paper.

The devices, their codes, the refusal of a code that already served and the growing delays are django-otp's. What is
ours: one application a person; recovery codes kept as prints, so that a copy of the database gives none; every change
in the journal, and every other session closed by it (`User.get_session_auth_hash`).
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
RECOVERY_BYTES = 10  # sixteen letters: too many to be found again from a print
# The delays double at each failure (django-otp), but stop here: whoever knows the password of somebody must not be
# able to close their account for days. At this pace, all codes would take years to try.
MOST_FAILURES = 10  # 512 seconds

WRONG_CODE = (
    "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant ; s’il est refusé aussi, réglez l’heure de "
    "votre téléphone sur « automatique »."
)
WRONG_RECOVERY = "Ce code de secours n’est pas le bon, ou il a déjà servi. Prenez-en un autre sur votre liste."


@dataclass(frozen=True)
class Answer:
    """The device that recognised a code, or why it was refused, and for how many seconds."""

    device: Device | None = None
    refusal: str = ""
    seconds: int = 0


# Giving a code ---------------------------------------------------------------------------------------------------


def check_code(person: User, code: str) -> Answer:
    """The six figures of the application; each serves once."""
    return _checked(TOTPDevice, person, code, WRONG_CODE)


@transaction.atomic
def check_recovery_code(person: User, code: str) -> Answer:
    """A recovery code, which is then spent; the journal keeps that it served, and how many are left."""
    answer = _checked(StaticDevice, person, _print_of(code), WRONG_RECOVERY)
    if answer.device is not None:
        record(person, "second facteur : code de secours", person, restants=codes_left(person))
    return answer


@transaction.atomic
def _checked(model: type[Device], person: User, told: str, wrong: str) -> Answer:
    device = model.objects.select_for_update().filter(user=person, confirmed=True).first()
    if device is None:
        return Answer(refusal=wrong)
    device.throttling_failure_count = min(device.throttling_failure_count, MOST_FAILURES)
    if seconds := seconds_to_wait(device):
        return Answer(refusal=f"Trop d’essais : attendez {_seconds(seconds)}, puis réessayez.", seconds=seconds)
    return Answer(device=device) if device.verify_token(told) else Answer(refusal=wrong)


def seconds_to_wait(device: Device) -> int:
    """How long this device answers nothing, after failures in a row."""
    is_allowed, why = device.verify_is_allowed()
    return 0 if is_allowed else max(1, math.ceil((why["locked_until"] - timezone.now()).total_seconds()))


def _seconds(count: int) -> str:
    return f"{count} secondes" if count > 1 else "1 seconde"


# Enrolling -------------------------------------------------------------------------------------------------------


def new_key() -> str:
    """The secret of a new application, kept in the session until one code proves that it was received."""
    return random_hex(20)


def readable(key: str) -> str:
    """The secret as it is typed by hand, by groups of four letters."""
    text = base64.b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address_of(person: User, key: str) -> str:
    """What the square code says to the application."""
    return TOTPDevice(user=person, key=key).config_url


@transaction.atomic
def enrol(person: User, key: str, code: str) -> tuple[TOTPDevice, list[str]] | None:
    """Keep the application that gave `code`, in place of any other, with ten new recovery codes in clear for this once.

    None when the code is not one of this key, or when another window enrolled meanwhile; this code never serves again.
    """
    clock = TOTP(bytes.fromhex(key))
    clock.time = time.time()  # the same step when it is checked and when it is kept
    now = User.objects.select_for_update().get(pk=person.pk)
    if now.factor_changed_at != person.factor_changed_at or not clock.verify(int(code), tolerance=1):
        return None
    verb = "second facteur : changer d’appareil" if person.has_second_factor else "second facteur : activer"
    _forget_devices(person)
    device = TOTPDevice.objects.create(
        user=person, name="application", key=key, last_t=clock.t(), drift=clock.drift, confirmed=True
    )
    codes = _draw_codes(person)
    _changed(person, has_factor=True)
    record(person, verb, person)
    return device, codes


@transaction.atomic
def renew_codes(person: User) -> list[str]:
    """Ten new recovery codes, in clear for this once; the former ones open nothing any more."""
    StaticDevice.objects.filter(user=person).delete()
    codes = _draw_codes(person)
    record(person, "second facteur : nouveaux codes de secours", person)
    return codes


def codes_left(person: User) -> int:
    """How many recovery codes may still serve (1 query)."""
    return StaticToken.objects.filter(device__user=person).count()


# Removing --------------------------------------------------------------------------------------------------------


@transaction.atomic
def remove(person: User) -> None:
    """The person gives up a second factor that nothing demands of them."""
    erase(person)
    record(person, "second facteur : retirer", person)


@transaction.atomic
def reset(person: User, by: User | None, reason: str) -> bool:
    """Erase the lost factor of somebody and close their sessions; False, and nothing written, when there is none."""
    if not erase(person):
        return False
    record(by, "second facteur : réinitialiser", person, comment=reason)
    return True


def erase(person: User) -> bool:
    """Nothing is left of the devices of `person`, nor any session of theirs; whether there was one."""
    had_one = _forget_devices(person) or person.has_second_factor
    if had_one:
        _changed(person, has_factor=False)
    return had_one


def _forget_devices(person: User) -> bool:
    found = [model.objects.filter(user=person).delete()[0] for model in (TOTPDevice, StaticDevice)]
    return any(found)


def _changed(person: User, *, has_factor: bool) -> None:
    person.has_second_factor, person.factor_changed_at = has_factor, timezone.now()
    person.save(update_fields=["has_second_factor", "factor_changed_at"])


def _draw_codes(person: User) -> list[str]:
    device = StaticDevice.objects.create(user=person, name="codes de secours", confirmed=True)
    letters = [base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_print_of(code)) for code in letters)
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in letters]


def _print_of(code: str) -> str:
    """What is kept of a recovery code: the sixteen letters that django-otp has room for, ninety-six bits."""
    letters = code.lower().replace("-", "").replace(" ", "").replace("0", "o").replace("1", "l")
    return base64.urlsafe_b64encode(hashlib.sha256(letters.encode()).digest()).decode()[:16]
