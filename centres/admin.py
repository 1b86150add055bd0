from django.contrib import admin

from centres.models import Centre


@admin.register(Centre)
class CentreAdmin(admin.ModelAdmin):
    pass
