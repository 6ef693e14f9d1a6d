"""Figures of programs, actions, money, indicators and scores: one source for pages, books and exports.

The readers (`programs`, `actions`, `visions`, …) take a constant number of queries each and give frozen rows; every
figure is counted or summed over those rows.
"""

from .direction import GoalRow, IssueRow, MissionRow, ObjectiveRow, VisionRow, issues, visions
from .figures import (
    DimensionSummary,
    all_money,
    dimension_summaries,
    grouped,
    horizon_of,
    lead_ids,
    summarise,
)
from .programs import actions, dimensions, horizons, main_indicators, programs
from .rows import (
    ActionRow,
    DimensionRow,
    HorizonRow,
    IndicatorRow,
    MilestoneRow,
    Money,
    ProgramRow,
    ReportRow,
    RiskRow,
    SubDimensionRow,
    total,
)
from .scores import CandidateRow, CriterionRow, ScoreSheet, score_sheet

__all__ = [
    "ActionRow",
    "CandidateRow",
    "CriterionRow",
    "DimensionRow",
    "DimensionSummary",
    "GoalRow",
    "HorizonRow",
    "IndicatorRow",
    "IssueRow",
    "MilestoneRow",
    "MissionRow",
    "Money",
    "ObjectiveRow",
    "ProgramRow",
    "ReportRow",
    "RiskRow",
    "ScoreSheet",
    "SubDimensionRow",
    "VisionRow",
    "actions",
    "all_money",
    "dimension_summaries",
    "dimensions",
    "grouped",
    "horizon_of",
    "horizons",
    "issues",
    "lead_ids",
    "main_indicators",
    "programs",
    "score_sheet",
    "summarise",
    "total",
    "visions",
]
