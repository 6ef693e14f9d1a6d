"""Who promised what: bodies, commitments, data requests, meetings."""

from .body import Body, Membership, Regulation
from .commitment import (
    ClauseTemplate,
    Commitment,
    CommitmentItem,
    CommitmentStateChange,
    Fulfilment,
    Signature,
    Witness,
)
from .data import DataAnswer, DataForm, DataRequest, DataRequestStateChange, Dataset
from .meeting import AgendaItem, Attendance, Bimtek, Decision, Reminder
from .reminding import ContactAccess, Holiday, Pause

__all__ = [
    "AgendaItem",
    "Attendance",
    "Bimtek",
    "Body",
    "ClauseTemplate",
    "Commitment",
    "CommitmentItem",
    "CommitmentStateChange",
    "ContactAccess",
    "DataAnswer",
    "DataForm",
    "DataRequest",
    "DataRequestStateChange",
    "Dataset",
    "Decision",
    "Fulfilment",
    "Holiday",
    "Membership",
    "Pause",
    "Regulation",
    "Reminder",
    "Signature",
    "Witness",
]
