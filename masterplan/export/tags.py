"""The structure tree of a bound book: that of each fragment hung below one Document, its numbers moved."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name


class Tree:
    """Collects the trees of fragments in the order in which they are bound."""

    def __init__(self, out: pikepdf.Pdf) -> None:
        self.out = out
        self.document = out.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))
        self.kids: list[pikepdf.Object] = []
        self.numbers: list[object] = []
        self.base = 0

    def take(self, source: pikepdf.Pdf, pages: Sequence[pikepdf.Page], parents: int) -> None:
        """Add the tree of a fragment whose pages are bound already. `parents` is the size of its ParentTree."""
        for page in pages:
            page.obj.StructParents = self.base + int(page.obj.StructParents)
            for note in page.obj.get("/Annots", []):
                if "/StructParent" in note:
                    note.StructParent = self.base + int(note.StructParent)
        root = self.out.copy_foreign(source.Root.StructTreeRoot)
        for kid in root.K[0].K:
            kid.P = self.document
            self.kids.append(kid)
        items = list(root.ParentTree.Nums)
        for at in range(0, len(items), 2):
            self.numbers += [self.base + int(items[at]), items[at + 1]]
        self.base += parents

    def finish(self) -> None:
        self.document.K = Array(self.kids)
        parents = self.out.make_indirect(Dictionary(Nums=Array(self.numbers)))
        root = self.out.make_indirect(
            Dictionary(
                Type=Name.StructTreeRoot,
                K=Array([self.document]),
                ParentTree=parents,
                ParentTreeNextKey=self.base,
            )
        )
        self.document.P = root
        self.out.Root.StructTreeRoot = root
        self.out.Root.MarkInfo = Dictionary(Marked=True)
