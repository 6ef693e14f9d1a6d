"""What stands in the bars of each page: the groups of the side navigation and the five items of phones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from .desk import waiting_now


@dataclass
class NavItem:
    label: str
    url: str
    icon: str
    count: int = 0
    current: bool = False


@dataclass
class NavGroup:
    title: str
    items: list[NavItem]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: `nav`, `bottom_nav`, `demo`, `site_region`. Counts are what waits for this person."""
    context: dict[str, Any] = {
        "demo": settings.DEMO,
        "demo_password": settings.DEMO_PASSWORD if settings.DEMO else "",
        "site_region": settings.REGION,
    }
    if getattr(request, "is_fault_page", False):  # the page that tells of a fault must not ask the database again
        return context
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context | {"nav": [], "bottom_nav": [], "public_nav": _public(request)}
    groups = SimpleLazyObject(lambda: _groups(request))
    return context | {
        "nav": groups,
        "bottom_nav": SimpleLazyObject(lambda: _bottom(groups)),  # type: ignore[arg-type]
        "public_nav": SimpleLazyObject(lambda: _public(request)),
    }


def _public(request: HttpRequest) -> list[NavItem]:
    """What stands in the bar of the pages that need no account."""

    def item(label: str, name: str, icon: str) -> NavItem:
        url = reverse(name)
        return NavItem(label, url, icon, 0, request.path == url)

    return [
        item(_("Progress"), "home", "graph-up"),
        item(_("Editions"), "masterplan:edition_list", "bookmark-check"),
        item(_("Glossary"), "masterplan:glossary", "book"),
        item(_("Guide"), "guide", "question-circle"),
    ]


def _groups(request: HttpRequest) -> list[NavGroup]:
    counts = waiting_now(request)

    def item(label: str, name: str, icon: str, count: str = "") -> NavItem:
        url = reverse(name)
        here = request.path == url if url == "/" else request.path.startswith(url)
        return NavItem(label, url, icon, counts.get(count, 0), here)

    publish = [
        item(_("Export"), "masterplan:export_list", "printer"),
        item(_("Editions"), "masterplan:edition_list", "bookmark-check"),
        item(_("Evaluation"), "masterplan:evaluation", "graph-up"),
    ]
    last = [item(_("Guide"), "guide", "question-circle")]
    if request.user.is_administrator:  # type: ignore[union-attr]  # who sets things up does not export (design, "Roles")
        publish = [item(_("Look of Word files"), "masterplan:word_reference", "file-earmark-word"), *publish[1:]]
        last.insert(0, item(_("Settings"), "admin:index", "gear"))
    return [
        NavGroup("", [item(_("Desk"), "home", "house-door", "all")]),
        NavGroup(
            _("Write"),
            [
                item(_("Manuscript"), "masterplan:book_list", "journal-text", "sections"),
                item(_("Analysis"), "masterplan:analysis", "clipboard-data"),
                item(_("Data"), "stakeholders:data_request_list", "database", "data"),
                item(_("Bimtek"), "stakeholders:bimtek_list", "easel"),
            ],
        ),
        NavGroup(
            _("Carry out"),
            [
                item(_("Programs"), "quickwins:program_list", "diagram-3"),
                item(_("Quick Win"), "quickwins:quick_win_list", "lightning-charge"),
                item(_("Commitments"), "stakeholders:commitment_list", "pen", "commitments"),
                item(_("Stakeholders"), "stakeholders:stakeholder_list", "people"),
            ],
        ),
        NavGroup(_("Publish"), publish),
        NavGroup("", last),
    ]


def _bottom(groups: list[NavGroup]) -> list[NavItem]:
    by_icon = {item.icon: item for group in groups for item in group.items}
    return [by_icon[icon] for icon in ("house-door", "journal-text", "lightning-charge", "pen")]
