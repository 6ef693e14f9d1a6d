"""How much may be kept, also when two send at once (U21), and what the scanner says (U19)."""

from __future__ import annotations

import stat
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from files.checking import RefusedFile
from files.models import StoredFile
from files.uploading import store_content
from tests.files import corpus
from tests.racing import at_once

# The harmless file that every scanner takes for a virus, in two parts, so that none takes this test for one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PICTURE = corpus.picture()
SIZE = len(PICTURE)


def test_person_and_organisation_have_their_quota(cast, settings):
    settings.UPLOAD_QUOTA_PERSON, settings.UPLOAD_QUOTA_ORGANISATION = 2 * SIZE + 40, 3 * SIZE + 60
    for _time in range(2):
        store_content("a.png", PICTURE, owner=cast.contributor)
    with pytest.raises(RefusedFile, match="MB"):
        store_content("a.png", PICTURE, owner=cast.contributor)
    store_content("a.png", PICTURE, owner=cast.head)
    with pytest.raises(RefusedFile, match="Dinkes"):
        store_content("a.png", PICTURE, owner=cast.head)
    store_content("a.png", PICTURE, owner=cast.other_contributor)
    settings.UPLOAD_QUOTA_PERSON = settings.UPLOAD_QUOTA_ORGANISATION = 0
    store_content("a.png", PICTURE, owner=cast.contributor)
    assert StoredFile.objects.count() == 5


def test_quota_holds_when_many_send_at_once(transactional_db, request, settings):
    cast = request.getfixturevalue("cast")
    settings.UPLOAD_QUOTA_PERSON = 3 * SIZE + 60
    send = partial(store_content, "a.png", PICTURE, owner=cast.contributor)
    refused = [isinstance(one, RefusedFile) for one in at_once(*[send] * 6, told=RefusedFile)]
    assert sorted(refused) == [False] * 3 + [True] * 3
    assert StoredFile.objects.count() == 3


@pytest.fixture
def scanner(tmp_path, settings):
    """A scanner that behaves like clamdscan: 1 for EICAR, 2 when its daemon is down (a file named down)."""
    program, down, seen = tmp_path / "scan with blank", tmp_path / "down", tmp_path / "seen"
    program.write_text(
        f'#!/bin/sh\nfor last; do :; done\necho "$last" >> "{seen}"\n[ -e "{down}" ] && exit 2\n'
        f'grep -q EICAR-STANDARD "$last" && {{ echo FOUND; exit 1; }}\nexit 0\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    settings.SCANNER = f"'{program}' --no-summary"
    return tmp_path


def test_scanner_lets_clean_files_in_and_leaves_no_copy(scanner, cast):
    store_content("a.png", PICTURE, owner=cast.contributor)
    [copy] = (scanner / "seen").read_text().splitlines()
    assert copy.rpartition("/")[2].startswith("periksa-") and not (scanner / copy).exists()


def test_infected_file_is_refused(scanner, cast):
    with pytest.raises(RefusedFile, match="virus"):
        store_content("daftar.csv", EICAR, owner=cast.contributor)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("command", ["down", "/no/such/scanner", "'", "/bin/sh -c 'kill -9 $$'"])
def test_scanner_that_is_down_lets_nothing_in(scanner, cast, settings, command):
    if command == "down":
        (scanner / "down").touch()
    else:
        settings.SCANNER = command
    with pytest.raises(RefusedFile):
        store_content("a.png", PICTURE, owner=cast.contributor)
    assert not StoredFile.objects.exists()


def test_refusal_of_the_scanner_is_told_to_the_sender(scanner, cast, client):
    (scanner / "down").touch()
    client.force_login(cast.contributor)
    response = client.post(reverse("files:file_upload"), {"file": SimpleUploadedFile("a.png", PICTURE)})
    assert response.status_code == 422 and "virus" in response.json()["error"]
