from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class TeamsConfig(AppConfig):
    name = "teams"
    verbose_name = _("People, units and teams")

    def ready(self):
        """Every app's `notices.py` puts its words where `Notice` finds them, as `admin.py` does for the admin."""
        autodiscover_modules("notices")
