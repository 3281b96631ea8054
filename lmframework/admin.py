"""The name over the admin pages, and the practice guides in them."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from lmframework.models import Guide
from teams.admin import AuditedAdmin

admin.site.site_header = admin.site.site_title = settings.SITE_NAME


class GuideForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = Guide
        fields = ["practice", "language", "asks", "questions", "example"]
        widgets = {
            "asks": forms.Textarea(attrs={"rows": 3, "cols": 80}),
            "questions": forms.Textarea(attrs={"rows": 5, "cols": 80}),
            "example": forms.Textarea(attrs={"rows": 8, "cols": 80}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language = self.instance.language
        if self.instance.pk and language not in dict(settings.LANGUAGES):  # it was offered once
            self.fields["language"].choices = [*settings.LANGUAGES, (language, language)]  # type: ignore[attr-defined]


@admin.register(Guide)
class GuideAdmin(AuditedAdmin):
    """The guides by practice and language; what is typed can be looked at before it is saved."""

    form = GuideForm
    change_form_template = "admin/lmframework/guide/form.html"
    list_display = ["label", "language", "asks"]
    list_display_links = ["label"]
    list_filter = ["practice", "language"]
    search_fields = ["asks", "questions", "example"]

    @admin.display(description=_("practice"), ordering="pk")
    def label(self, guide):
        return guide.label

    def get_urls(self):
        preview = path("preview/", self.admin_site.admin_view(self.preview), name="lmframework_guide_preview")
        return [preview, *super().get_urls()]

    def preview(self, request):
        """How the guide will look on a page, with the words that stand in the form; nothing is saved."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:lmframework_guide_changelist")
        form = self.get_form(request)(request.POST)
        form.is_valid()
        typed = {name: form[name].value() or "" for name in form.fields}
        guide = Guide(**typed) if typed["practice"] in dict(form.fields["practice"].choices) else None
        context = {"practice_guide": guide, "guide_open": True}
        return render(request, "admin/lmframework/guide/preview.html", context)
