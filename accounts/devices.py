"""What a browser says of itself, in words people know: "Chrome di Android". Order counts: most borrow the names of others."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

BROWSERS = (
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"UCBrowser/", "UC Browser"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Version/[\d.]+.*Safari/", "Safari"),
)
SYSTEMS = (
    (r"Android", "Android"),
    (r"iPhone|iPod", "iPhone"),
    (r"iPad", "iPad"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux|X11", "Linux"),
)


def device_name(user_agent: str) -> str:
    """Browser and system of a User-Agent line; what is not known is said to be so, never the raw line."""
    line = (user_agent or "")[:1000]
    browser = next((name for pattern, name in BROWSERS if re.search(pattern, line)), "")
    system = next((name for pattern, name in SYSTEMS if re.search(pattern, line)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")
