"""Races around a signature with real threads, each on its own connection: never two, never another text (W08, W10)."""

from __future__ import annotations

import threading
from functools import partial

from stakeholders import signing
from stakeholders.models import Commitment, CommitmentItem
from stakeholders.signing import content_of, fingerprint_of
from tests import factories

from .signing_steps import ROUNDS, change_target, race, shown, take_lock_out


def test_two_who_sign_at_once_make_one_signature(scene):
    for _pair in range(ROUNDS):
        one = factories.make_commitment(scene.plan, scene.organisations.dinkes, state="submitted")
        text = shown(one)
        outcomes = race(*[partial(signing.sign, one.pk, by=scene.cast.head, shown_hash=text)] * 2)
        assert sorted(outcomes) == ["SigningRefused", "done"]
        assert one.signatures.count() == 1
        assert one.state_changes.filter(to_state="signed").count() == 1


def test_change_and_signature_at_once_never_sign_another_text(scene):
    seen = set()
    for _pair in range(ROUNDS):
        one = factories.make_commitment(scene.plan, scene.organisations.dinkes, state="submitted")
        text = shown(one)
        outcomes = race(
            partial(signing.sign, one.pk, by=scene.cast.head, shown_hash=text), partial(change_target, one.pk, 18)
        )
        assert outcomes.count("done") == 1
        seen.add(outcomes.index("done"))
        signature = one.signatures.first()
        if signature:
            assert signature.content_hash == text and not signing.changed_since_signed(
                Commitment.objects.get(pk=one.pk)
            )


def test_without_the_lock_two_signings_both_believe_they_won(scene, monkeypatch):
    """The control: with the lock out, both get past the check, and only the last guard of the database is left."""
    take_lock_out(monkeypatch, signing)
    one = factories.make_commitment(scene.plan, scene.organisations.dinkes, state="submitted")
    text = shown(one)
    outcomes = race(*[lambda: signing.sign(one.pk, by=scene.cast.head, shown_hash=text)] * 2)
    assert sorted(outcomes) == ["IntegrityError", "done"]


def test_without_the_lock_a_text_is_signed_that_was_not_shown(scene, monkeypatch):
    """The control of the second race: the change goes in between the look and the signature, and is covered by it."""
    looked, changed = threading.Event(), threading.Event()
    whole = content_of

    def unlocked(commitment_id):
        return Commitment.objects.select_related("organisation", "plan").get(pk=commitment_id)

    def slow(commitment, **values):
        content = whole(commitment, **values)
        if threading.current_thread() is not threading.main_thread() and not looked.is_set():
            looked.set()
            changed.wait(5)
        return content

    monkeypatch.setattr(signing, "locked", unlocked)
    monkeypatch.setattr(signing, "content_of", slow)
    one = factories.make_commitment(scene.plan, scene.organisations.dinkes, state="submitted")
    text = fingerprint_of(whole(one))

    def change() -> None:
        looked.wait(5)
        try:
            change_target(one.pk, 18)
        finally:
            changed.set()

    race(lambda: signing.sign(one.pk, by=scene.cast.head, shown_hash=text), change)
    monkeypatch.setattr(signing, "content_of", whole)
    assert CommitmentItem.objects.get(commitment=one).target == 18
    assert one.signatures.get().content_hash == text
    assert signing.changed_since_signed(Commitment.objects.get(pk=one.pk))
