"""Working days of the regency: Monday to Friday without the days off in the table of holidays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from .models import Holiday

ONE = timedelta(days=1)
SATURDAY = 5


class Calendar:
    """Counts in working days. Asks for the holidays once."""

    def __init__(self, holidays: Iterable[date] | None = None) -> None:
        self.holidays = set(Holiday.objects.values_list("day", flat=True) if holidays is None else holidays)

    def is_working(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.holidays

    def shifted(self, day: date, steps: int) -> date:
        """The working day that lies so many working days after (or before) a day; 0 is the day itself or the next one."""
        direction = ONE if steps >= 0 else -ONE
        for _step in range(abs(steps)):
            day += direction
            while not self.is_working(day):
                day += direction
        while not self.is_working(day):
            day += direction
        return day

    def is_first_of_week(self, day: date) -> bool:
        """Whether it is the first working day of its week: the day of the weekly digest."""
        if not self.is_working(day):
            return False
        monday = day - timedelta(days=day.weekday())
        return not any(self.is_working(monday + timedelta(days=number)) for number in range(day.weekday()))
