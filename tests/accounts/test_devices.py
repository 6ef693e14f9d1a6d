"""Browsers in words people know."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.devices import device_name

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f"{MOZILLA} (Linux; Android 10; K) {WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome di Android"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36", "Chrome di Windows"),
        (f"{MOZILLA} (Windows NT 10.0) {WEBKIT} Chrome/142.0 Safari/537.36 Edg/142.0", "Edge di Windows"),
        (f"{MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox di Linux"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18.1 Safari/605.1.15", "Safari di macOS"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 18_1 like Mac OS X) {WEBKIT} CriOS/142.0 Safari/604.1", "Chrome di iPhone"),
        (f"{MOZILLA} (Linux; Android 14) {WEBKIT} SamsungBrowser/27.0 Chrome/125.0", "Samsung Internet di Android"),
        ("curl/8.4.0", "Perangkat tidak dikenal"), ("", "Perangkat tidak dikenal"),
        ("<script>alert(1)</script>", "Perangkat tidak dikenal"),
    ],
)  # fmt: skip
def test_browser_is_told_in_words(line, told):
    assert device_name(line) == told


@given(st.text(max_size=1200))
def test_whatever_a_browser_says_is_never_repeated(line):
    assert len(device_name(line)) < 40


def test_page_of_devices_shows_words(client, cast):
    line = f"{MOZILLA} (Linux; Android 10; K) {WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36"
    client.force_login(cast.editor)
    client.get("/", headers={"user-agent": line})
    page = client.get(reverse("usersessions_list"), headers={"user-agent": line}).content.decode()
    assert "AppleWebKit" not in page
