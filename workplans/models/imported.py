"""What a file brought into a plan, and what of it somebody still has to look at."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.models import Upload
from workplans.exchange.findings import message
from workplans.models.plan import Activity, Indicator, Output, Workplan


class ImportQuerySet(models.QuerySet):
    def with_is_kept(self):
        """With `is_kept`, whether the content is still there, in place of the content, which may be large."""
        kept = models.ExpressionWrapper(models.Q(content__isnull=False), models.BooleanField())
        return self.defer("content").annotate(is_kept=kept)


class Import(Upload):
    """A file for a plan, from its upload to its undoing.

    `outcome` is what applying it would do, and once applied, what it did (see exchange/outcome.py).
    """

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="imports")
    outcome = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("undone on"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-at", "-pk"]

    @property
    def came_back(self):
        """Whether it was a workbook taken along from the plan and brought back: its `outcome` counts cells and rows."""
        return "cells" in self.outcome


class QuestionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answer="")

    def answered(self):
        """Those that somebody answered."""
        return self.exclude(answer="").exclude(answer=Question.Answer.REPLACED)


class Question(models.Model):
    """Something in an imported file that could not be read for certain, beside the item that came of its row.

    `kind` and `values` give its words (exchange/findings.py). It is its own history: who answered it, when, how.
    """

    class Answer(models.TextChoices):
        KEPT = "kept", pgettext_lazy("answer to a question of an import", "kept as it is")
        CORRECTED = "corrected", pgettext_lazy("answer to a question of an import", "corrected")
        REPLACED = "replaced", pgettext_lazy("answer to a question of an import", "replaced by a later file")

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="questions")
    imported = models.ForeignKey(Import, models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=40)
    row = models.PositiveIntegerField()
    cell = models.CharField(max_length=12, blank=True)
    values = models.JSONField(default=dict)
    output = models.ForeignKey(Output, models.CASCADE, null=True, blank=True, related_name="questions")
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, blank=True, related_name="questions")
    indicator = models.ForeignKey(Indicator, models.SET_NULL, null=True, blank=True, related_name="questions")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of an import")
        verbose_name_plural = _("questions of imports")
        ordering = ["row", "pk"]
        indexes = [models.Index(fields=["workplan", "answer"], name="question_open")]

    def __str__(self):
        return f"{self.cell or self.row}: {self.kind}"

    @property
    def words(self):
        """What is asked, in the language that is active."""
        return message(self.kind, **self.values)

    def settle(self, answer, by):
        """Answer it with one of Answer; "" asks it again."""
        self.answer, self.answered_by, self.answered_at = answer, by, timezone.now()
        self.save(update_fields=["answer", "answered_by", "answered_at"])
