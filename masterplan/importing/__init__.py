"""Word in: a .docx into one section, or a whole book split by its headings onto the outline.

`packages` opens the document safely, `headings` finds where its parts begin, `pandoc` turns it into HTML in a child process,
`reading` joins these; `losses` counts and tells what was changed or lost; `matching` lays the parts onto the outline,
`preview` says what would change, `taking` writes all of it or nothing, and undoes it.
"""

from .packages import ImportRefused
from .reading import Imported, Passage, WordDocument, read_document, read_docx

__all__ = ["ImportRefused", "Imported", "Passage", "WordDocument", "read_document", "read_docx"]
