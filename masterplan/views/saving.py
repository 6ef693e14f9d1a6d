"""The addresses the editor's scripts talk to. They answer JSON alone: never a page, never a way to the sign-in page."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from formats.dates import format_time, say_date
from formats.html import UncleanHtml, clean_html
from formats.ids import parse_uuid
from formats.text import clean_line
from masterplan import presence
from masterplan.merging import Clash
from masterplan.models import Revision, Section
from masterplan.writing import MAX_BYTES, BadSave, Conflict, Saved, SectionGone, TooLarge, WritingError, save_section

from .lookup import editable_section, visible_section, was_writable

# The body is JSON around the text: quotes and line feeds take two signs there.
MAX_BODY = MAX_BYTES + 64 * 1024
KINDS = {Revision.Kind.SAVE, Revision.Kind.MERGE}

View = Callable[..., HttpResponse]


def answers_json(view: View) -> View:
    """Turn every refusal into JSON with a message for the writer: 400, 401, 403, 404, 409, 410, 413, 422."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return refuse(401, "signed_out", _("You are signed out. Sign in again; your text stays on this page."))
        try:
            return view(request, *args, **kwargs)
        except WritingError as error:
            return refuse(error.status, error.code, str(error))
        except PermissionDenied as error:
            return refuse(403, "forbidden", str(error) or _("Your role does not allow this."))
        except Http404:
            return refuse(404, "not_found", _("The section does not exist or is not open to you."))

    return login_not_required(answer)  # type: ignore[return-value]


def refuse(status: int, code: str, message: str, **more: Any) -> JsonResponse:
    return JsonResponse({"error": message, "code": code, **more}, status=status)


@answers_json
@require_POST
def section_save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep a text: `{base_version, save_id, html}`, and optional `kind` ("merge"), `state` (as the writer saw it) and
    `author` (id of the one who wrote it: after a change of the signed-in person nothing is posted in another's name)."""
    body = read_body(request)
    author = body.get("author")
    if author is not None and author != request.user.pk:
        return refuse(401, "another_user", _("Someone else is signed in here now. Sign in again as yourself to save."))
    try:
        section = editable_section(request, key)
    except Http404:
        if was_writable(request.user, key):  # type: ignore[arg-type]
            raise SectionGone() from None
        raise
    except PermissionDenied:
        if not visible_section(request, key).is_active:
            raise SectionGone() from None
        raise
    result = save_section(
        section.pk,
        user=request.user,  # type: ignore[arg-type]
        base_version=_version(body.get("base_version")),
        save_id=_save_id(body.get("save_id")),
        html=_text(body.get("html")),
        kind=body["kind"] if body.get("kind") in KINDS else Revision.Kind.SAVE,
        seen_state=body["state"] if body.get("state") in Section.State.values else "",
    )
    return _saved(result) if isinstance(result, Saved) else _clashed(result)


@answers_json
@require_POST
def section_presence(request: HttpRequest, key: str) -> HttpResponse:
    """Heartbeat `{editing, leaving, block, words}` -> `{version, state, others: [{name, initials, editing, block, words}]}`.

    `block` counts the paragraph the cursor stands in, `words` are how it begins; who may read one may read the other."""
    section = visible_section(request, key)
    body = read_body(request)
    user: User = request.user  # type: ignore[assignment]
    if body.get("leaving"):
        presence.leave(section, user)
    else:
        block, words = body.get("block"), body.get("words")
        presence.beat(
            section,
            user,
            editing=bool(body.get("editing")),
            block=block if type(block) is int and 0 < block < 100_000 else None,
            words=clean_line(words[:200]) if isinstance(words, str) else "",
        )
    others = [
        {
            "name": row.user.name,
            "initials": row.user.initials,
            "editing": row.is_editing,
            "block": row.block,
            "words": row.words,
        }
        for row in presence.others(section, user)
    ]
    return JsonResponse({"version": section.version, "state": section.state, "others": others})


@answers_json
@require_POST
def section_paste(request: HttpRequest, key: str) -> HttpResponse:
    """What was copied from Word, a spreadsheet or a web page, `{html}`, in the form sections are kept in, `{html}`."""
    editable_section(request, key)
    try:
        return JsonResponse({"html": clean_html(_text(read_body(request).get("html")))})
    except UncleanHtml as error:
        return refuse(422, "unkeepable", str(error))


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request. Raises BadSave, TooLarge."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
            raise TooLarge()
        body = json.loads(request.body)
    except RequestDataTooBig:
        raise TooLarge() from None
    except (ValueError, RecursionError, UnreadablePostError):
        # Broken UTF-8, broken JSON, a length that is no number, nested thousands deep, cut off on the way.
        raise BadSave() from None
    if not isinstance(body, dict):
        raise BadSave()
    return body


def _version(value: object) -> int:
    """A version is a whole number; a missing one never means "whatever is there now" (case C05)."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadSave()
    return value


def _save_id(value: object) -> UUID:
    save_id = parse_uuid(value) if isinstance(value, str) else None
    if save_id is None:
        raise BadSave()
    return save_id


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadSave()
    return value


def _saved(saved: Saved) -> JsonResponse:
    return JsonResponse(
        {
            "version": saved.version,
            "saved_at": saved.saved_at.isoformat(),
            "saved_at_text": format_time(saved.saved_at, zone=False),
            "html": saved.html,
            "words": saved.word_count,
            "state": saved.state,
            "state_label": Section.State(saved.state).label,
            "reopened": saved.reopened,
        }
    )


def _clashed(conflict: Conflict) -> JsonResponse:
    return JsonResponse(
        {
            "error": _("Someone else saved this section while you were writing. Nothing of yours is lost."),
            "code": "conflict",
            "version": conflict.version,
            "html": conflict.html,
            "by": conflict.by.name if conflict.by else "",
            "at": conflict.at.isoformat() if conflict.at else None,
            "at_text": f"{say_date(conflict.at, 'short')} {format_time(conflict.at, zone=False)}"
            if conflict.at
            else "",
            "mine": conflict.mine,
            "merged": conflict.merged,
            "parts": [
                {"mine": part.mine, "theirs": part.theirs} if isinstance(part, Clash) else {"html": part}
                for part in conflict.parts
            ],
        },
        status=409,
    )
