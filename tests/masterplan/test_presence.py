"""Where somebody writes: told with the heartbeat, cleaned, forgotten when he leaves, never an error."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from masterplan.models import Section, SectionPresence


def beat(client, **body):
    address = reverse("masterplan:section_presence", args=["b1.one.background"])
    return client.post(address, json.dumps(body), content_type="application/json")


def test_the_paragraph_of_another_is_told_with_how_it_begins(client, plan, cast):
    client.force_login(cast.contributor)
    beat(client, editing=True, block=3, words="Antrean puskesmas\u202e dimulai")
    client.force_login(cast.editor)
    assert beat(client, editing=True, block=1).json()["others"] == [
        {
            "name": cast.contributor.name,
            "initials": cast.contributor.initials,
            "editing": True,
            "block": 3,
            "words": "Antrean puskesmas dimulai",
        }
    ]
    client.force_login(cast.contributor)
    beat(client, leaving=True)
    client.force_login(cast.editor)
    assert beat(client, editing=True).json()["others"] == []


@pytest.mark.parametrize(
    "place",
    [{}, {"block": 0}, {"block": -1}, {"block": True}, {"block": "3"}, {"block": 10**20}, {"block": 1.5}, {"words": 5}],
)
def test_a_broken_place_is_no_place(client, plan, cast, place):
    client.force_login(cast.editor)
    assert beat(client, editing=True, **place).status_code == 200
    assert SectionPresence.objects.values_list("block", "words").get() == (None, "")


def test_words_are_cut_and_version_stays(client, plan, cast):
    client.force_login(cast.editor)
    answer = beat(client, editing=True, block=1, words="kata " * 5000)
    assert answer.status_code == 200 and answer.json()["version"] == 0
    assert len(SectionPresence.objects.get().words) <= 80
    assert Section.objects.get(key="b1.one.background").version == 0
