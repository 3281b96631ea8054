from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from workplans.checks import results_can_be_judged


class WorkplansConfig(AppConfig):
    name = "workplans"
    verbose_name = _("Workplans")

    def ready(self):
        checks.register(results_can_be_judged)
