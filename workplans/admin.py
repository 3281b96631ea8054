"""The admin pages of funding sources, prices and structures, and of plan records to be looked at.

A plan is written on its own pages alone, where its locks hold: here nobody adds, changes or deletes any of it.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from teams.admin import AuditedAdmin
from workplans.models import (
    Activity,
    Allocation,
    Breakdown,
    Ceiling,
    CostCategory,
    FundingSource,
    Indicator,
    MoneyEntry,
    Objective,
    Output,
    Part,
    Price,
    Readiness,
    Resource,
    StandardIndicator,
    Structure,
    Workplan,
)


@admin.register(FundingSource)
class FundingSourceAdmin(AuditedAdmin):
    list_display = ["name", "is_partner"]
    list_filter = ["is_partner"]
    search_fields = ["name"]


@admin.register(CostCategory)
class CostCategoryAdmin(AuditedAdmin):
    list_display = ["name", "code"]
    search_fields = ["name", "code"]


@admin.register(Price)
class PriceAdmin(AuditedAdmin):
    list_display = ["name", "category", "unit", "unit_cost", "currency"]
    list_filter = ["category", "currency"]
    list_select_related = ["category"]
    search_fields = ["name"]


@admin.register(Structure)
class StructureAdmin(AuditedAdmin):
    list_display = ["name", "question", "order"]
    search_fields = ["name"]


class PartsInline(admin.TabularInline):
    model = Part
    extra = 1


@admin.register(Breakdown)
class BreakdownAdmin(AuditedAdmin):
    list_display = ["name", "parts_in_words"]
    search_fields = ["name"]
    inlines = [PartsInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("parts")

    @admin.display(description=_("parts"))
    def parts_in_words(self, breakdown):
        return ", ".join(part.words for part in breakdown.parts.all())


@admin.register(StandardIndicator)
class StandardIndicatorAdmin(AuditedAdmin):
    list_display = ["name", "code", "topic", "unit", "recorded_every", "adds_up", "is_offered"]
    list_filter = ["is_offered", "topic", "recorded_every"]
    search_fields = ["name", "code", "topic", "definition"]
    filter_horizontal = ["breakdowns"]


class LookedAt(admin.ModelAdmin):
    """To be looked at with the permission to view; a superuser, too, only looks."""

    show_full_result_count = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class PlanRecordAdmin(LookedAt, AuditedAdmin):
    """With its history."""


@admin.register(Workplan)
class WorkplanAdmin(PlanRecordAdmin):
    list_display = ["team", "starts_on", "ends_on", "currency"]
    list_filter = ["starts_on"]
    list_select_related = ["team"]
    readonly_fields = ["team"]
    search_fields = ["team__name", "team__code"]


class ItemAdmin(PlanRecordAdmin):
    list_select_related = ["workplan__team"]
    readonly_fields = ["workplan", "stated", "version"]
    search_fields = ["name", "code", "workplan__team__name"]


@admin.register(Objective)
class ObjectiveAdmin(ItemAdmin):
    list_display = ["name", "code", "workplan__team", "workplan__starts_on"]


@admin.register(Output)
class OutputAdmin(ItemAdmin):
    list_display = ["name", "code", "workplan__team", "workplan__starts_on"]


@admin.register(Activity)
class ActivityAdmin(ItemAdmin):
    list_display = ["name", "code", "practice", "post", "responsible", "starts_on", "ends_on", "workplan__team"]
    list_filter = ["practice"]
    list_select_related = ["workplan__team", "post"]
    search_fields = [*ItemAdmin.search_fields, "post__title", "responsible"]


@admin.register(Indicator)
class IndicatorAdmin(ItemAdmin):
    list_display = ["name", "code", "unit", "baseline", "target", "workplan__team", "workplan__starts_on"]
    list_filter = ["direction"]


@admin.register(Allocation)
class AllocationAdmin(PlanRecordAdmin):
    list_display = ["activity", "source", "amount", "workplan__team", "workplan__starts_on"]
    list_filter = ["source"]
    list_select_related = ["activity", "source", "workplan__team"]
    readonly_fields = ["workplan"]
    search_fields = ["activity__name", "source__name", "workplan__team__name"]


@admin.register(Resource)
class ResourceAdmin(PlanRecordAdmin):
    list_display = ["activity", "words", "quantity", "unit_cost", "frequency", "amount", "workplan__team"]
    list_filter = ["kind", "category"]
    list_select_related = ["activity", "post", "workplan__team"]
    readonly_fields = ["workplan", "amount"]
    search_fields = ["activity__name", "name", "workplan__team__name"]


@admin.register(MoneyEntry)
class MoneyEntryAdmin(LookedAt):
    list_display = ["on", "kind", "amount", "activity", "source", "reference", "by", "workplan__team"]
    list_filter = ["kind", "source"]
    list_select_related = ["activity", "source", "by", "workplan__team"]
    search_fields = ["reference", "activity__name", "workplan__team__name"]


@admin.register(Ceiling)
class CeilingAdmin(PlanRecordAdmin):
    list_display = ["unit", "source", "year", "amount"]
    list_filter = ["year", "source"]
    list_select_related = ["unit", "source"]
    search_fields = ["unit__name"]


@admin.register(Readiness)
class ReadinessAdmin(PlanRecordAdmin):
    list_display = ["name", "state", "post", "due_on", "workplan__team"]
    list_filter = ["state"]
    list_select_related = ["post", "workplan__team"]
    search_fields = ["name", "workplan__team__name"]
