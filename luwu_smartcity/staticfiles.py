"""Static files in production: hashed names, compressed, and the stylesheet in one piece."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLE = "css/site.css"
IMPORT = re.compile(r'@import url\("(?P<url>[^"]+)"\)(?: layer\((?P<layer>[\w-]+)\))?;')
# What may stand only at the head of a file, or points to a map that no longer fits.
HEAD = re.compile(r'@charset "[^"]+";|/\*# sourceMappingURL=[^*]*\*/')


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Writes the imports of css/site.css into it while collecting: one request instead of some thirty-five.

    Development serves the same file as it is, and the browser follows the imports; so there is no build step, and no
    second list of the parts. An imported file outside css/ must hold no relative address, since it moves.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file, worked out once: a page asks for a hundred of them, mostly for the sprite of icons, and
        the manifest does not change while a process lives."""
        if settings.DEBUG or force or not name:
            return super().url(name, force)
        if name not in self._addresses:
            self._addresses[name] = super().url(name)
        return self._addresses[name]

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if BUNDLE in paths and not dry_run:
            Path(self.path(BUNDLE)).write_text(bundle(paths), encoding="utf-8")
            paths = paths | {BUNDLE: (self, BUNDLE)}
        yield from super().post_process(paths, dry_run, **options)

    def create_compressor(self, **options: Any) -> Compressor:
        # Brotli would save a fifth more, but takes half a minute at each start on a small machine, gzip two seconds.
        return Compressor(**options | {"use_brotli": False})


def bundle(paths: dict[str, Any]) -> str:
    """The text of site.css with each import replaced by that file, in its layer. Raises KeyError for a missing part."""

    def part(match: re.Match[str]) -> str:
        name = posixpath.normpath(posixpath.join(posixpath.dirname(BUNDLE), match["url"]))
        text = HEAD.sub("", read(paths, name))
        return f"@layer {match['layer']} {{\n{text}\n}}" if match["layer"] else text

    return IMPORT.sub(part, read(paths, BUNDLE))


def read(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode("utf-8")
