"""`./dev bench signing`: the heads of forty OPDs sign one joint commitment from their phones, over real HTTP."""

from __future__ import annotations

import http.client
import os
import random
import re
import statistics
import threading
import time
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.urls import reverse

from accounts.models import Organisation, User
from formats.dates import today_wita
from luwu_smartcity.benchmark.site import processor_seconds, scratch_site
from quickwins.models import Plan
from stakeholders import signing
from stakeholders.models import Commitment, CommitmentItem

PASSWORD = "kata-sandi-ukur"
STEPS = ("sign in", "open the text", "sign", "big screen")


@dataclass
class Watch:
    """Seconds by step, from many threads."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {step: [] for step in STEPS})
    faults: list[str] = field(default_factory=list)


class Phone:
    """One browser: a connection kept alive, cookies, the token of the form."""

    def __init__(self, port: int, watch: Watch) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.port, self.watch = port, watch
        self.cookies: dict[str, str] = {}

    def get(self, path: str, step: str = "") -> str:
        return self._ask("GET", path, None, step)[1]

    def post(self, path: str, values: dict[str, str], step: str = "") -> str:
        """Where the answer leads to; "" when it leads nowhere."""
        values = {"csrfmiddlewaretoken": self.cookies.get(settings.CSRF_COOKIE_NAME, ""), **values}
        return self._ask("POST", path, urlencode(values), step)[0]

    def _ask(self, method: str, path: str, body: str | None, step: str) -> tuple[str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        start = time.monotonic()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if step:
            self.watch.seconds[step].append(time.monotonic() - start)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status not in {200, 302}:
            self.watch.faults.append(f"{method} {path}: {answer.status}")
        return answer.headers.get("Location") or "", text


class Command(BaseCommand):
    help = "Measures a joint signing on a scratch database with the demo. Prints one table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--heads", type=int, default=40)
        parser.add_argument("--seconds", type=float, default=90, help="time within which they take out their phones")
        parser.add_argument("--reading", type=float, default=5, help="seconds a head looks at the text before he signs")

    def handle(self, *args: Any, **options: Any) -> None:
        # The database's processor time is that of its processes: they must live until it is read.
        os.environ["CONN_MAX_AGE"] = "3600"
        with scratch_site(0) as (port, _visitors, group):
            commitment, heads = self._stage(options["heads"])
            watch, over = Watch(), threading.Event()
            screen = threading.Thread(target=self._screen, args=(port, commitment, watch, over))
            screen.start()
            name = str(connection.settings_dict["NAME"])
            before, start = processor_seconds(group, name), time.monotonic()
            # The same moments in every run.
            chance = random.Random(40)
            moments = sorted(chance.uniform(0, options["seconds"]) for _head in heads)
            with ThreadPoolExecutor(len(heads)) as pool:
                pairs = zip(heads, moments, strict=True)
                jobs = [
                    pool.submit(self._sign, port, commitment, head, at, options["reading"], watch) for head, at in pairs
                ]
                acknowledged = [head for head, job in zip(heads, jobs, strict=True) if job.result()]
            lasted = time.monotonic() - start
            web, served = processor_seconds(group, name).since(before)
            over.set()
            screen.join()
            self._tell(commitment, acknowledged, watch, lasted, web, served)

    def _stage(self, count: int) -> tuple[Commitment, list[User]]:
        """A joint commitment that waits, with so many parties and their heads."""
        plan = Plan.objects.get(is_current=True)
        parties = Organisation.objects.bulk_create(
            Organisation(key=f"ukur-{number}", name=f"Dinas Ukur {number}", short=f"Ukur {number}", position=number)
            for number in range(count)
        )
        password = make_password(PASSWORD)
        heads = User.objects.bulk_create(
            User(
                username=f"ukur.kepala{number}",
                name=f"Kepala {number}",
                role=User.Role.HEAD,
                organisation=party,
                password=password,
            )
            for number, party in enumerate(parties)
        )
        commitment = Commitment.objects.create(
            plan=plan,
            kind=Commitment.Kind.JOINT,
            organisation=Organisation.objects.get(key="diskominfo_sp"),
            title="Komitmen Bersama",
            dated_on=today_wita(),
            clauses=["Melaksanakan Masterplan Smart City.", "Melapor setiap triwulan."],
        )
        CommitmentItem.objects.create(commitment=commitment, text="Laporan triwulan", target=4, unit="laporan")
        commitment.parties.set(parties)
        signing.submit(commitment.pk, by=heads[0])
        with connection.cursor() as cursor:
            # A database that has just been filled is measured as one that has been in use for an hour.
            cursor.execute("ANALYZE")
        return commitment, heads

    def _sign(self, port: int, commitment: Commitment, head: User, at: float, reading: float, watch: Watch) -> bool:
        """One head on his phone: signs in, opens, reads, signs. Whether his signature was acknowledged."""
        time.sleep(at)
        phone, page = Phone(port, watch), commitment.get_absolute_url()
        sign_in = reverse("account_login")
        phone.get(sign_in)
        phone.post(sign_in, {"login": head.username, "password": PASSWORD}, "sign in")
        shown = re.search(r'name="shown" value="([0-9a-f]{64})"', phone.get(page, "open the text"))
        if not shown:
            watch.faults.append(f"{head.username}: no text to sign")
            return False
        time.sleep(reading)
        where = reverse("stakeholders:commitment_sign", args=[commitment.pk])
        leads_to = phone.post(where, {"agree": "on", "password": PASSWORD, "shown": shown[1]}, "sign")
        # What he sees next: his name among those who signed, and no panel any more.
        after = phone.get(page)
        return leads_to == page and head.name in after and 'name="shown"' not in after

    def _screen(self, port: int, commitment: Commitment, watch: Watch, over: threading.Event) -> None:
        """The projector, asking every three seconds."""
        phone = Phone(port, watch)
        sign_in = reverse("account_login")
        phone.get(sign_in)
        phone.post(sign_in, {"login": "kominfo", "password": settings.DEMO_PASSWORD})
        while not over.wait(3):
            phone.get(reverse("stakeholders:commitment_ceremony", args=[commitment.pk]), "big screen")

    def _tell(
        self, commitment: Commitment, acknowledged: list[User], watch: Watch, lasted: float, web: float, served: float
    ) -> None:
        commitment.refresh_from_db()
        signatures = list(commitment.signatures.all())
        self.stdout.write(f"{'step':16} {'times':>6} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8}")
        for step in STEPS:
            times = sorted(watch.seconds[step])
            if times:
                p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
                self.stdout.write(
                    f"{step:16} {len(times):6} {1000 * statistics.median(times):8.0f} {1000 * p95:8.0f} {1000 * times[-1]:8.0f}"
                )
        start = time.process_time()
        check_password(PASSWORD, make_password(PASSWORD))
        hashing = 1000 * (time.process_time() - start) / 2
        kept = {signature.signer_id for signature in signatures}
        lost = [head.username for head in acknowledged if head.pk not in kept]
        self.stdout.write(
            f"{len(signatures)} signatures, {len(acknowledged)} acknowledged, {len(lost)} lost, "
            f"{len({one.content_hash for one in signatures})} text, state {commitment.state}, after {lasted:.0f} s"
        )
        self.stdout.write(
            f"processor: web {web:.1f} s, database {served:.1f} s; one check of a password {hashing:.0f} ms, "
            f"{2 * len(signatures)} of them"
        )
        if watch.faults or lost or not acknowledged:
            raise CommandError("; ".join(watch.faults[:5] + lost) or "nobody signed")
