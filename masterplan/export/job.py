"""What is handed to a worker and what its result depends on: plain data, no typesetting here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from .style import TAGGED

HERE = Path(__file__).resolve().parent
# A change in one of these can change the pages that come out, so that fragments of before are not taken again.
RENDERER = ("typeset.py", "structure.py", "strip.py", "pictures.py", "fetcher.py", "fragment.py", "style.py")
FONTS = HERE.parents[1] / "static" / "fonts" / "print"


@dataclass(frozen=True)
class Job:
    """What a worker typesets. `css` are whole stylesheets, `expected` the anchors that must be on a page, `media` maps
    an id to the bytes of a picture, `digests` to the digest of those bytes. Kinds: fragment, frames, carrier, whole."""

    html: str
    css: tuple[str, ...]
    kind: str = "fragment"
    variant: str = TAGGED
    title: str = "Masterplan"
    expected: tuple[str, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Hash of all that the result depends on. The page on which a fragment begins is not among it."""
        parts = [
            renderer_version(),
            self.kind,
            self.variant,
            self.title,
            *self.css,
            json.dumps(sorted(self.digests.items())),
            json.dumps(self.expected),
            self.html,
        ]
        digest = hashlib.sha256()
        for part in parts:
            piece = part.encode("utf-8", "surrogatepass")
            digest.update(len(piece).to_bytes(8, "big") + piece)
        return digest.hexdigest()


@cache
def renderer_version() -> str:
    """Version of everything that turns text into pages: our own code, the typesetter, the binder, the faces."""
    digest = hashlib.sha256()
    for name in RENDERER:
        digest.update((HERE / name).read_bytes())
    for path in sorted(FONTS.glob("*.ttf")):
        digest.update(path.name.encode() + path.stat().st_size.to_bytes(8, "big"))
    tools = "/".join(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "pikepdf"))
    return f"{digest.hexdigest()[:16]}/{tools}"
