"""The book: outline, sections, editing, review, analysis, evaluation, editions."""

from .analysis import (
    Gap,
    Readiness,
    ReadinessAspect,
    ReadinessElement,
    ReadinessLevel,
    Swot,
    SwotStrategy,
    Term,
)
from .block import BlockKind
from .book import Book, OutlineNode, Section, build_outline
from .digest import Digest
from .document_import import DocumentImport, ImportedSection, ImportPicture
from .edition import Edition, EditionFile, EditionStateChange, Export
from .evaluation import (
    AspectScore,
    Evaluation,
    EvaluationAspect,
    EvaluationQuestion,
    EvaluationScheme,
)
from .export_mail import ExportMail
from .proof import Proof
from .review import Comment, Review, SectionStateChange, Thread
from .revision import Revision, SectionPresence, VersionName
from .source import SectionSource

__all__ = [
    "AspectScore",
    "BlockKind",
    "Book",
    "Comment",
    "Digest",
    "DocumentImport",
    "Edition",
    "EditionFile",
    "EditionStateChange",
    "Evaluation",
    "EvaluationAspect",
    "EvaluationQuestion",
    "EvaluationScheme",
    "Export",
    "ExportMail",
    "Gap",
    "ImportPicture",
    "ImportedSection",
    "OutlineNode",
    "Proof",
    "Readiness",
    "ReadinessAspect",
    "ReadinessElement",
    "ReadinessLevel",
    "Review",
    "Revision",
    "Section",
    "SectionPresence",
    "SectionSource",
    "SectionStateChange",
    "Swot",
    "SwotStrategy",
    "Term",
    "Thread",
    "VersionName",
    "build_outline",
]
