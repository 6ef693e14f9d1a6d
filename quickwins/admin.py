"""Dimensions, horizons, criteria and the other tables that ministries change."""

from django.contrib import admin

from accounts.admin import ReferenceAdmin, ReferenceInline

from .models import (
    ActionGroup,
    Criterion,
    Dimension,
    FundingSource,
    Goal,
    Horizon,
    InnovationKind,
    InnovationType,
    Mission,
    Objective,
    Plan,
    Stage,
    StrategicIssue,
    SubDimension,
    Vision,
)


class SubDimensionInline(ReferenceInline):
    model = SubDimension
    fields = ["key", "name", "short", "help", "position", "is_active"]


@admin.register(Dimension)
class DimensionAdmin(ReferenceAdmin):
    inlines = [SubDimensionInline]
    list_filter = ["plan"]


class MissionInline(ReferenceInline):
    model = Mission
    filter_horizontal = ["dimensions"]


@admin.register(Vision)
class VisionAdmin(ReferenceAdmin):
    inlines = [MissionInline]


class ObjectiveInline(ReferenceInline):
    model = Objective


@admin.register(Goal)
class GoalAdmin(ReferenceAdmin):
    inlines = [ObjectiveInline]


admin.site.register(
    [Plan, Horizon, FundingSource, ActionGroup, InnovationType, InnovationKind, Stage, Criterion, StrategicIssue],
    ReferenceAdmin,
)
