"""The admin pages of statements. Rounds, boxes and invitations are not here, and nothing may bring them here.

What teams wrote about their vision, challenge and commitments is theirs: it is changed on their own pages alone.
"""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from assessments.models import Statement, Wording
from teams.admin import AuditedAdmin


class WordingForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = Wording
        fields = ["language", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2, "cols": 70})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language = self.instance.language
        if self.instance.pk and language not in dict(settings.LANGUAGES):  # it was offered once
            self.fields["language"].choices = [*settings.LANGUAGES, (language, language)]  # type: ignore[attr-defined]


class WordingInline(admin.TabularInline):
    model = Wording
    form = WordingForm
    extra = 1


@admin.register(Statement)
class StatementAdmin(AuditedAdmin):
    """The statements by practice. An open round, and every result, keeps the words that it was opened with."""

    list_display = ["__str__", "practice", "order", "is_asked", "source"]
    list_filter = ["practice", "is_asked"]
    search_fields = ["wordings__text"]
    inlines = [WordingInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("wordings")
