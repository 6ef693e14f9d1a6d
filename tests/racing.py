"""Deeds that race: what one person after the other may do, done by several at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections


def at_once(*deeds: Callable[[], Any], told: type[Exception]) -> list[Any]:
    """Run the deeds in threads that begin together, each on a connection of its own; gives in their order what each
    returned, or its error when it is one of those `told`. Any other error fails the test."""
    start = Barrier(len(deeds), timeout=10)

    def run(deed: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return deed()
        except told as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))
