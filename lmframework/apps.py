from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrameworkConfig(AppConfig):
    name = "lmframework"
    verbose_name = _("Leading and managing")
