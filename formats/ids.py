"""Public codes that people read aloud and type, and random ids for addresses."""

import re
import secrets
import uuid

# 31 letters and digits that cannot be taken for one another in print: no 0 O, 1 I L.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def make_code(prefix: str = "LWU", groups: int = 2) -> str:
    """A random code like ``LWU-7QX4-M3RT`` (8.5e11 codes with two groups). Uniqueness is for the database to hold."""
    parts = ("".join(secrets.choice(ALPHABET) for _sign in range(4)) for _group in range(groups))
    return "-".join((prefix, *parts))


def read_code(text: str) -> str:
    """A code as typed, in its written form: capitals, blanks removed, dashes of any kind made plain.

    Gives back "" for what cannot be a code. The prefix may hold any letter.
    """
    code = re.sub(r"\s+", "", str(text)[:100]).upper()
    code = re.sub("[\u2010-\u2015\u2212]", "-", code)
    return code if re.fullmatch(r"[A-Z0-9]{1,10}(-[2-9A-HJKMNP-Z]{4})+", code) else ""


def parse_uuid(text: object) -> uuid.UUID | None:
    """A UUID from an address, only in its usual form (lower case, dashes); else None."""
    text = str(text)
    return uuid.UUID(text) if UUID.fullmatch(text) else None
