"""`manage.py report_accesses 01/11/2026 24/11/2026`: who looked at whose contact on these days, and the draft of a notice.

The first hour after a breach: the list tells whom it concerns, the draft holds what UU 27/2022, article 46, asks for. Days
are those of Luwu, both included.
"""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from formats.dates import UnreadableDate, end_of_day_wita, format_moment, format_range, parse_date, start_of_day_wita
from stakeholders.models import ContactAccess

# The notice is sent as it stands, hence in the language of the law.
NOTICE = """
PEMBERITAHUAN KEGAGALAN PELINDUNGAN DATA PRIBADI (rancangan)
Dasar: Undang-Undang Nomor 27 Tahun 2022 Pasal 46. Disampaikan paling lambat 3 x 24 jam sejak diketahui
kepada subjek data dan lembaga yang berwenang.

1. Data pribadi yang terungkap: nama, jabatan, telepon, dan surel dari {bodies}.
2. Kapan dan bagaimana terungkap: {days}; [uraikan bagaimana].
3. Upaya penanganan dan pemulihan: [uraikan apa yang sudah dan akan dilakukan].
4. Narahubung: [nama, telepon, surel].
"""


class Command(BaseCommand):
    help = "Lists the accesses to contacts between two days, with the draft of the notice that the law asks for."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("first", help="first day, for example 01/11/2026")
        parser.add_argument("last", help="last day")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            first, last = parse_date(options["first"]), parse_date(options["last"])
        except UnreadableDate as error:
            raise CommandError(str(error)) from None
        span = (start_of_day_wita(first), end_of_day_wita(last))
        rows = ContactAccess.objects.filter(at__range=span).select_related("organisation", "by").order_by("at", "pk")
        bodies: dict[str, None] = {}
        for row in rows:
            bodies[row.organisation.name] = None
            who = f"{row.by.name} ({row.by.username})" if row.by else "–"
            self.stdout.write(
                "\t".join([format_moment(row.at), who, row.organisation.name, row.shown, " ".join(row.reason.split())])
            )
        self.stdout.write(NOTICE.format(bodies=", ".join(bodies) or "[lembaga]", days=format_range(first, last)))
