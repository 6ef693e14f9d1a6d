"""Saved views of the register: keep the filters that are set, share them or not, drop them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from formats.text import clean_line

from ..filters import Options, ProgramFilter, kept_query
from ..models import SavedView
from .access import current_plan, person

MOST_VIEWS = 30
MAX_NAME = 60


def list_url(query: str) -> str:
    return f"{reverse('quickwins:program_list')}?{query}"


@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the list under a name; the same name again replaces one's own view."""
    user = person(request)
    name = clean_line(request.POST.get("name", "")[: MAX_NAME * 4])[:MAX_NAME]
    given = QueryDict(request.POST.get("query", "")[:2000])
    options = Options.of(current_plan())
    query = kept_query(given, options)
    if not name:
        messages.error(request, _("Give the view a name."))
    elif not ProgramFilter.read(given, options):
        messages.error(request, _("Choose a filter first; a view without one is the whole list."))
    elif user.program_views.exclude(name=name).count() >= MOST_VIEWS:
        messages.error(request, _("You have %(count)s views. Remove one first.") % {"count": MOST_VIEWS})
    else:
        SavedView.objects.update_or_create(
            owner=user, name=name, defaults={"query": query, "is_shared": "share" in request.POST}
        )
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": name})
    return redirect(list_url(query))


def own_view(request: HttpRequest, pk: int) -> SavedView:
    """One's own view. Raises Http404 where it is not seen, PermissionDenied where it is another one's shared one."""
    view = SavedView.objects.visible_to(person(request)).filter(pk=pk).first()
    if view is None:
        raise Http404
    if view.owner_id != person(request).pk:
        raise PermissionDenied(_("Only its owner may change a view."))
    return view


@require_POST
def view_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the view to everybody, or to nobody else any more."""
    view = own_view(request, pk)
    view.is_shared = not view.is_shared
    view.save(update_fields=["is_shared"])
    told = _("Everybody sees “%(name)s” now.") if view.is_shared else _("Only you see “%(name)s” now.")
    messages.success(request, told % {"name": view.name})
    return redirect(list_url(view.query))


@require_POST
def view_remove(request: HttpRequest, pk: int) -> HttpResponse:
    view = own_view(request, pk)
    view.delete()
    messages.success(request, _("The view “%(name)s” is removed.") % {"name": view.name})
    return redirect("quickwins:program_list")
