"""What will be done: dimensions, programs, indicators, milestones, budgets, scoring."""

from .action import Action, BudgetLine
from .dimension import (
    ActionGroup,
    Criterion,
    Dimension,
    FundingSource,
    Horizon,
    InnovationKind,
    InnovationType,
    Plan,
    Stage,
    SubDimension,
)
from .direction import Goal, Mission, Objective, StrategicIssue, Vision
from .indicator import Indicator, Reading, Target
from .intake import ProgramImport
from .program import (
    Milestone,
    Partnership,
    Program,
    ProgramStateChange,
    ProgressReport,
    Risk,
)
from .selection import Score
from .view import SavedView

__all__ = [
    "Action",
    "ActionGroup",
    "BudgetLine",
    "Criterion",
    "Dimension",
    "FundingSource",
    "Goal",
    "Horizon",
    "Indicator",
    "InnovationKind",
    "InnovationType",
    "Milestone",
    "Mission",
    "Objective",
    "Partnership",
    "Plan",
    "Program",
    "ProgramImport",
    "ProgramStateChange",
    "ProgressReport",
    "Reading",
    "Risk",
    "SavedView",
    "Score",
    "Stage",
    "StrategicIssue",
    "SubDimension",
    "Target",
    "Vision",
]
