from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from teams.checks import mail_can_be_sent


class TeamsConfig(AppConfig):
    name = "teams"
    verbose_name = _("People, units and teams")

    def ready(self):
        """Every app's `notices.py` puts its words where `Notice` finds them, as `admin.py` does for the admin, and its
        `summaries.py` what is done at the end of an act."""
        autodiscover_modules("notices", "summaries")
        checks.register(mail_can_be_sent)
