from django.apps import AppConfig


class CentresConfig(AppConfig):
    name = "centres"
    verbose_name = "centres et territoires"
