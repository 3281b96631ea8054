"""A way in without a password, for once: an invitation, or help for who forgot the password."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def fresh_nonce():
    return secrets.token_hex(16)


class Pass(models.Model):
    """A one-time link and a one-time code for one person, made by another who may.

    Neither is stored: both follow from `nonce` and the installation's secret key, so that a copy of the database
    opens no account, and the person who made them can print them again. Rows are never deleted: they are the log.
    """

    class Purpose(models.TextChoices):
        INVITATION = "invitation", pgettext_lazy("purpose of a one-time link", "invitation")
        RECOVERY = "recovery", pgettext_lazy("purpose of a one-time link", "forgotten password")

    LASTS = {Purpose.INVITATION: timedelta(days=14), Purpose.RECOVERY: timedelta(days=1)}
    WRONG_CODES = 5
    """After so many wrong codes the code is dead; the link, which nobody can guess, goes on."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passes")
    purpose = models.CharField(max_length=10, choices=Purpose)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    nonce = models.CharField(max_length=32, default=fresh_nonce, editable=False)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    """When the person was told of it at a sign-in with their password."""

    class Meta:
        verbose_name = _("one-time link")
        verbose_name_plural = _("one-time links")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.user}: {self.get_purpose_display()}"
