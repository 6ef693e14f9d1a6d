"""How a line of the log is written: one event, one line, whatever people typed (case R03)."""

from __future__ import annotations

import logging
import re

# Line ends of every kind, and the sign with which terminals are told to do things.
BREAKS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class OneLineFormatter(logging.Formatter):
    """Writes controls within a message as \\x0a; the traceback of a fault keeps its own lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return BREAKS.sub(lambda sign: f"\\x{ord(sign[0]):02x}", super().formatMessage(record))
