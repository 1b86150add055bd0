from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "comptes"

    def ready(self) -> None:
        """Import the `registrations` of every app, which fill the registers (`accounts.registry`)."""
        autodiscover_modules("registrations")
