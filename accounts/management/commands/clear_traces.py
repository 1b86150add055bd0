"""`manage.py clear_traces`: erase what « Données personnelles » promises to erase; to be run every day."""

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.acts.submission_keys import forget_keys
from accounts.sign_in.sessions import TRACES_RETENTION
from accounts.sign_in.throttling import forget_paces, forget_rates
from accounts.tokens.services import forget_tokens


class Command(BaseCommand):
    help = "Efface les sessions finies, et les traces de connexion de plus d’un an."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("clearsessions")
        forget_rates()
        forget_paces()
        forget_tokens()
        forget_keys()
        limit = timezone.now() - TRACES_RETENTION
        erased = sum(
            model.objects.filter(attempt_time__lt=limit).delete()[0]
            for model in (AccessAttempt, AccessFailureLog, AccessLog)
        )
        self.stdout.write(f"Traces de connexion effacées : {erased}.")
