"""Small real records for tests: no surprises, every value can be given. `make_…` keeps a record, `new_…` only builds it, for
those who write many at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import Organisation, User
from masterplan.models import Book, Section
from quickwins.models import Dimension, FundingSource, Plan, Program, SubDimension
from stakeholders.models import Commitment, CommitmentItem, DataRequest

PASSWORD = "kata-sandi-uji"
# Hashed once with the fast hasher of the tests; hashing for each of the cast would cost more than most tests.
_password_hash: list[str] = []


def password_hash() -> str:
    from django.contrib.auth.hashers import make_password

    if not _password_hash:
        _password_hash.append(make_password(PASSWORD))
    return _password_hash[0]


def new_organisation(key: str, **values: Any) -> Organisation:
    defaults = {"name": f"Dinas {key.title()}", "short": key.title(), "kind": Organisation.Kind.OPD}
    return Organisation(key=key, **defaults | values)


def make_organisation(key: str, **values: Any) -> Organisation:
    organisation = new_organisation(key, **values)
    organisation.save(force_insert=True)
    return organisation


def new_user(username: str, role: str, organisation: Organisation | None = None, **values: Any) -> User:
    defaults = {"name": username.replace(".", " ").title(), "email": f"{username}@contoh.test"}
    return User(username=username, role=role, organisation=organisation, password=password_hash(), **defaults | values)


def make_user(username: str, role: str, organisation: Organisation | None = None, **values: Any) -> User:
    user = new_user(username, role, organisation, **values)
    user.save(force_insert=True)
    return user


def make_plan(**values: Any) -> Plan:
    defaults = {
        "key": "uji",
        "title": "Masterplan Smart City",
        "region": "Kabupaten Uji",
        "region_short": "Uji",
        "province": "Sulawesi Selatan",
        "capital": "Kota Uji",
        "office": "Diskominfo",
        "first_year": 2026,
        "last_year": 2030,
        "is_current": True,
    }
    return Plan.objects.create(**defaults | values)


def make_dimension(plan: Plan, key: str, *, coordinator: Organisation | None = None, position: int = 1) -> Dimension:
    dimension = Dimension.objects.create(
        plan=plan,
        key=key,
        name=f"Smart {key.title()}",
        letter=key[0].upper(),
        position=position,
        coordinator=coordinator,
    )
    SubDimension.objects.create(dimension=dimension, key="sub", name=f"Sub {key}", short=key, position=1)
    return dimension


def make_program(plan: Plan, lead: Organisation, **values: Any) -> Program:
    subdimension = values.pop("subdimension", None) or SubDimension.objects.filter(dimension__plan=plan).first()
    count = Program.objects.filter(plan=plan).count() + 1
    defaults = {"name": f"Antrean puskesmas {count}", "first_year": 2026, "last_year": 2027, "progress": 10}
    return Program.objects.create(plan=plan, lead=lead, subdimension=subdimension, **defaults | values)


def make_source(key: str = "apbd_regency", *, is_apbd: bool = True) -> FundingSource:
    return FundingSource.objects.get_or_create(key=key, defaults={"name": key, "is_apbd": is_apbd})[0]


def make_book(plan: Plan, key: str = "b1", position: int = 1) -> Book:
    return Book.objects.create(
        plan=plan, key=key, title=f"Buku {position}: Naskah Uji {{region}}", short=f"Buku {position}", position=position
    )


def new_section(book: Book, key: str, *, parent: Section | None = None, position: int, **values: Any) -> Section:
    defaults = {"title": key.rsplit(".", 1)[-1].title(), "kind": Section.Kind.SECTION, "min_words": 0}
    return Section(book=book, parent=parent, key=key, position=position, **defaults | values)


def make_section(book: Book, key: str, *, parent: Section | None = None, **values: Any) -> Section:
    if "position" not in values:
        values["position"] = Section.objects.filter(book=book, parent=parent).count() + 1
    section = new_section(book, key, parent=parent, **values)
    section.save(force_insert=True)
    return section


def make_commitment(plan: Plan, organisation: Organisation, **values: Any) -> Commitment:
    defaults = {
        "title": "Komitmen pelaksanaan Masterplan Smart City",
        "dated_on": date(2026, 11, 2),
        "place": "Kota Uji",
        "number": "800/1/UJI/2026",
        "clauses": ["Melaksanakan program yang tercantum di bawah ini."],
    }
    commitment = Commitment.objects.create(plan=plan, organisation=organisation, **defaults | values)
    CommitmentItem.objects.create(
        commitment=commitment, text="Antrean daring di 22 puskesmas", target=22, unit="puskesmas"
    )
    return commitment


def make_data_request(plan: Plan, producer: Organisation, **values: Any) -> DataRequest:
    defaults = {"title": "Kunjungan puskesmas", "period": "2025", "due_on": date(2026, 12, 1)}
    return DataRequest.objects.create(plan=plan, producer=producer, **defaults | values)
