"""What the tests of signing do again and again: the hash of what is shown, a signature, a check, two deeds at once."""

from __future__ import annotations

import os
import threading

from django.db import connections, transaction
from django.urls import reverse

from stakeholders import signing
from stakeholders.models import Commitment, Signature
from stakeholders.signing import SigningRefused, content_of, fingerprint_of

# A thousand pairs are the same tests with ROUNDS=1000.
ROUNDS = int(os.environ.get("ROUNDS", 12))


def shown(commitment: Commitment) -> str:
    return fingerprint_of(content_of(Commitment.objects.get(pk=commitment.pk)))


def signed_by(commitment: Commitment, user) -> Commitment:
    signing.sign(commitment.pk, by=user, shown_hash=shown(commitment))
    return Commitment.objects.get(pk=commitment.pk)


def verification_of(client, commitment: Commitment):
    return client.get(reverse("stakeholders:verification", args=[commitment.code]))


def race(*deeds) -> list[str]:
    """Run the deeds at the same moment; "done", or the name of what was raised."""
    start = threading.Barrier(len(deeds))
    outcomes: list[str] = [""] * len(deeds)

    def run(place: int, deed) -> None:
        start.wait()
        try:
            deed()
            outcomes[place] = "done"
        except Exception as error:
            outcomes[place] = type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def take_lock_out(monkeypatch, *modules) -> None:
    """Nobody waits for the row any more, and two who read it while it is unsigned meet before either writes."""
    meeting = threading.Barrier(2, timeout=5)

    def unlocked(commitment_id):
        return Commitment.objects.select_related("organisation", "plan").get(pk=commitment_id)

    def slow(commitment, **values):
        content = content_of(commitment, **values)
        if not Signature.objects.filter(commitment=commitment).exists():
            meeting.wait()
        return content

    for module in modules:
        monkeypatch.setattr(module, "locked", unlocked)
    monkeypatch.setattr(signing, "content_of", slow)


def change_target(commitment_id, target: int) -> None:
    """As the editing page does it: the row is locked, then looked at, then written."""
    with transaction.atomic():
        commitment = signing.locked(commitment_id)
        if not commitment.is_open or commitment.signatures.exists():
            raise SigningRefused("closed")
        commitment.items.update(target=target)
        Commitment.objects.filter(pk=commitment_id).update(edit_version=commitment.edit_version + 1)
