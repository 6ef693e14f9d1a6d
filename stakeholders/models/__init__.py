"""Who promised what: bodies, commitments, data requests, meetings."""

from .body import Body, Membership, Regulation
from .certification import Certification
from .clause import ClauseTemplate
from .commitment import Commitment, CommitmentStateChange
from .data import DataAnswer, DataForm, DataRequest, DataRequestStateChange, Dataset
from .fulfilment import Fulfilment
from .invitation import Invitation
from .item import CommitmentItem, Witness
from .meeting import AgendaItem, Attendance, Bimtek, Decision, Reminder
from .reminding import Contact, ContactAccess, Holiday, Pause
from .signature import Signature

__all__ = [
    "AgendaItem",
    "Attendance",
    "Bimtek",
    "Body",
    "Certification",
    "ClauseTemplate",
    "Commitment",
    "CommitmentItem",
    "CommitmentStateChange",
    "Contact",
    "ContactAccess",
    "DataAnswer",
    "DataForm",
    "DataRequest",
    "DataRequestStateChange",
    "Dataset",
    "Decision",
    "Fulfilment",
    "Holiday",
    "Invitation",
    "Membership",
    "Pause",
    "Regulation",
    "Reminder",
    "Signature",
    "Witness",
]
