"""What is kept about oneself, as a file (case R05; UU PDP, right of access): the account, and every record that names it."""

from __future__ import annotations

import itertools
from typing import Any

from django.db.models import ManyToManyRel
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from formats.dates import today_wita

OF_THE_ACCOUNT = (
    "username", "name", "email", "role", "nip", "rank", "office", "phone", "language", "is_active", "date_joined",
    "last_login",
)  # fmt: skip
# Keys and sessions are means of signing in, not data about a person that can be handed out.
KEPT_BACK = {"authenticator", "logentry", "emailconfirmation"}
PER_KIND = 2000


@require_GET
def own_data(request: HttpRequest) -> JsonResponse:
    user: User = request.user  # type: ignore[assignment]
    found: dict[str, Any] = {
        "made_at": timezone.now(),
        "account": {name: getattr(user, name) for name in OF_THE_ACCOUNT}
        | {"organisation": str(user.organisation or "")},
        "records": records_of(user),
    }
    response = JsonResponse(found, json_dumps_params={"indent": 1, "ensure_ascii": False})
    response.headers["Content-Disposition"] = f'attachment; filename="data-saya-{today_wita():%Y-%m-%d}.json"'
    return response


def records_of(user: User) -> dict[str, list[dict[str, str]]]:
    """By kind of record and part played in it: id and title of each row that names this person, without its content."""
    found: dict[str, list[dict[str, str]]] = {}
    # Also relations without a name of their own; histories tell of rows that are listed themselves.
    for relation in User._meta.get_fields(include_hidden=True):
        model = getattr(relation, "related_model", None)
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one or relation.many_to_many)):
            continue
        if model is None or model._meta.model_name in KEPT_BACK or model._meta.object_name.endswith("Event"):
            continue
        if isinstance(relation, ManyToManyRel) is False and model._meta.auto_created:
            continue
        field = relation.field  # type: ignore[union-attr]
        rows = model._default_manager.filter(**{field.name: user}).order_by("pk")
        told = [{"id": str(row.pk), "title": str(row)[:300]} for row in itertools.islice(rows.iterator(), PER_KIND)]
        if told:
            found[f"{model._meta.label} ({field.name})"] = told
    return found
