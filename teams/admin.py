"""The admin pages of people, groups, levels, units, teams and posts.

What opens somebody a door to the admin pages (superuser, staff, groups, single permissions) is a superuser's alone, and
so is every account that has such a door: other staff see it and cannot change it or set its password.
"""

import itertools

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from teams.forms import PhoneField
from teams.models import Digest, Holding, Level, Post, Team, Unit, User


class AuditedAdmin(SimpleHistoryAdmin):
    """Shows the history of a row. Nothing is put back from there: that would walk around every other check."""

    def revert_disabled(self, request, obj=None):
        return True

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)


class PersonForm(auth_forms.UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes = {"username": auth_forms.UsernameField, "phone": PhoneField}


class NewPersonForm(auth_forms.AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["username", "name", "phone", "email", "language"]
        field_classes = {"username": auth_forms.UsernameField, "phone": PhoneField}

    def clean_username(self):
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("This user name is taken."))
        return name


@admin.register(User)
class PersonAdmin(AuditedAdmin, auth_admin.UserAdmin):
    form = PersonForm
    add_form = NewPersonForm
    doors = ("is_staff", "is_superuser", "groups", "user_permissions")
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "phone", "email", "language", "is_active"]}),
        (_("Admin pages"), {"fields": doors}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": [
                    *("username", "name", "phone", "email", "language"),
                    *("usable_password", "password1", "password2"),
                ],
            },
        )
    ]
    readonly_fields = ["last_login", "date_joined"]
    list_display = ["name", "username", "phone", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "is_superuser", "groups"]
    search_fields = ["name", "username", "phone"]
    ordering = ["name", "pk"]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, *(() if request.user.is_superuser else self.doors)]

    def get_fieldsets(self, request, obj=None):
        found = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return found
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != "password"]})
            for title, options in found
        ]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.may_touch(request.user, obj)

    def may_touch(self, user, person):
        """Whether `user` may change the account of `person`, for all that permissions say."""
        return user.is_superuser or person is None or not (person.is_staff or person.is_superuser)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(auth_admin.GroupAdmin):
    """Who may change a group may open every door that groups open."""

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_module_permission(self, request):
        return request.user.is_superuser


@admin.register(Level)
class LevelAdmin(admin.ModelAdmin):
    list_display = ["rank", "name", "reviews"]
    list_display_links = ["name"]


@admin.register(Unit)
class UnitAdmin(AuditedAdmin):
    """A unit moves, with all below it, when it is given another parent."""

    fields = ["name", "code", "level", "parent"]
    autocomplete_fields = ["parent"]
    list_display = ["name", "level", "parent", "code"]
    list_filter = ["level"]
    list_select_related = ["level", "parent"]
    search_fields = ["name", "code"]


@admin.register(Team)
class TeamAdmin(AuditedAdmin):
    fields = ["name", "code", "unit"]
    autocomplete_fields = ["unit"]
    list_display = ["name", "unit", "code"]
    list_filter = ["unit__level"]
    list_select_related = ["unit"]
    search_fields = ["name", "code", "unit__name"]


class HoldingFormSet(forms.BaseInlineFormSet):
    def clean(self):
        """Two rows typed at once overlap unseen by the model, which looks at what is saved."""
        super().clean()
        rows = [form.cleaned_data for form in self.forms if form.is_valid() and form not in self.deleted_forms]
        rows = sorted((row for row in rows if row), key=lambda row: row["starts_on"])
        for earlier, later in itertools.pairwise(rows):
            if earlier["ends_on"] is None or earlier["ends_on"] >= later["starts_on"]:
                raise forms.ValidationError(_("Two people cannot hold the post at the same time."))


class HoldingInline(admin.TabularInline):
    model = Holding
    formset = HoldingFormSet
    autocomplete_fields = ["user"]
    extra = 0


@admin.register(Post)
class PostAdmin(AuditedAdmin):
    fields = ["title", "role", "team", "unit"]
    autocomplete_fields = ["team", "unit"]
    inlines = [HoldingInline]
    list_display = ["title", "role", "team", "unit", "holder"]
    list_filter = ["role"]
    list_select_related = ["team", "unit"]
    search_fields = ["title", "team__name", "unit__name", "holdings__user__name"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_holder(timezone.localdate())

    @admin.display(description=_("held by"))
    def holder(self, post):
        return ", ".join(holding.user.name for holding in post.holders) or _("vacant")


@admin.register(Digest)
class DigestAdmin(admin.ModelAdmin):
    """Whether e-mails go out, and what hinders them: never what is in them. Only to be looked at."""

    fields = ["person", "day", "made_at", "sent_at", "tried", "not_before", "refused", "last_error"]
    list_display = ["person", "day", "sent_at", "tried", "refused", "last_error"]
    list_filter = ["day", "last_error"]
    list_select_related = ["person"]
    search_fields = ["person__name", "person__username"]

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission
