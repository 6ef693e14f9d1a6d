"""What holds for each request before any view sees it."""

import errno
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .errors import answer, bad_request

Handler = Callable[[HttpRequest], HttpResponse]
SIGNED_IN_AT = "signed_in_at"
# So many files of the largest size may come in one form.
FILES_AT_ONCE = 5


def refuse_oversized_requests(get_response: Handler) -> Handler:
    """Answer 413 to what says that it is larger than any form, before a byte of it is read, and 507 to a file for which
    the disk has no room (cases U07, U17). What names no length is read as empty.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        told = str(request.META.get("CONTENT_LENGTH") or "0")
        limit = settings.UPLOAD_MAX_BYTES * FILES_AT_ONCE
        if not (told.isascii() and told.isdigit()) or len(told) > 15 or int(told) > limit:
            text = _("What you send is larger than %(limit)s MB. Send the files one by one, or make them smaller.")
            return answer(request, 413, _("Too large"), text % {"limit": limit // 1024**2})
        try:
            if request.content_type == "multipart/form-data":
                request.POST  # noqa: B018  (files are written to the disk while the form is read)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            return answer(request, 507, _("No room"), _("The server has no room for files just now. Tell Kominfo."))
        return get_response(request)

    return middleware


def refuse_unreadable_requests(get_response: Handler) -> Handler:
    """Answer 400 to addresses and form fields with NUL or broken UTF-8: PostgreSQL cannot store them (cases I01, I02)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        raw = request.META.get("QUERY_STRING", "") + request.META.get("PATH_INFO", "")
        if "\x00" in raw or "%00" in raw or not _is_utf8(request.META.get("QUERY_STRING", "")):
            return bad_request(request, _("The address holds characters that cannot be read."))
        if "�" in request.path:
            return bad_request(request, _("The address holds characters that cannot be read."))
        if request.method == "POST" and request.content_type in (
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        ):
            for values in request.POST.lists():
                if any(_unstorable(text) for text in (values[0], *values[1])):
                    return bad_request(
                        request, _("The form holds characters that cannot be stored. Remove them and send it again.")
                    )
        return get_response(request)

    return middleware


def _is_utf8(query: str) -> bool:
    try:
        unquote_to_bytes(query.replace("+", " ")).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unstorable(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)


def limit_session_age(get_response: Handler) -> Handler:
    """End a sign-in after SESSION_ABSOLUTE_AGE seconds, however busy it is, and renew the idle limit by use (K06)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            signed_in_at = request.session.setdefault(SIGNED_IN_AT, now)
            if now - signed_in_at > settings.SESSION_ABSOLUTE_AGE:
                logout(request)
            elif now - request.session.get("seen_at", 0) > 300 and "X-Heartbeat" not in request.headers:
                # Written at most every five minutes, and never by the page's own heartbeat.
                request.session["seen_at"] = now
        return get_response(request)

    return middleware


def speak_the_users_language(get_response: Handler) -> Handler:
    """Use the language of the account, Indonesian otherwise: never the browser's, which is often left in English."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
