"""The fixed cast and the small plan that most tests play with, written with few queries as they are made for each test."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from accounts.models import Organisation, User
from masterplan.models import Section
from quickwins.models import Plan
from tests import factories


def kept(**rows: Any) -> SimpleNamespace:
    """Rows of one model under their names, written with one query."""
    type(next(iter(rows.values())))._default_manager.bulk_create(rows.values())
    return SimpleNamespace(**rows)


def make_organisations() -> SimpleNamespace:
    make = factories.new_organisation
    return kept(
        dinkes=make("dinkes", name="Dinas Kesehatan", short="Dinkes", position=1),
        disdik=make("disdik", name="Dinas Pendidikan", short="Disdik", position=2),
        bappelitbangda=make("bappelitbangda", name="Bappelitbangda", short="Bappelitbangda", position=3),
        kominfo=make("diskominfo_sp", name="Dinas Kominfo", short="Diskominfo SP", position=4),
        setda=make("setda", name="Sekretariat Daerah", short="Setda", position=5),
        kampus=make(
            "kampus",
            name="Universitas Uji",
            short="Unuji",
            kind=Organisation.Kind.UNIVERSITY,
            category=Organisation.Category.ACADEMIA,
            position=6,
        ),
    )


def make_cast(organisations: SimpleNamespace) -> SimpleNamespace:
    """One person of each role, and a second OPD's people."""
    Role, make = User.Role, factories.new_user
    return kept(
        administrator=make("admin", Role.ADMINISTRATOR, organisations.kominfo, is_staff=True),
        editor=make("kominfo", Role.EDITOR, organisations.kominfo),
        contributor=make("dinkes.staf", Role.CONTRIBUTOR, organisations.dinkes),
        head=make(
            "dinkes.kepala", Role.HEAD, organisations.dinkes, nip="197208142001122003", office="Kepala Dinas Kesehatan"
        ),
        other_contributor=make("disdik.staf", Role.CONTRIBUTOR, organisations.disdik),
        other_head=make("disdik.kepala", Role.HEAD, organisations.disdik, office="Kepala Dinas Pendidikan"),
        reviewer=make("bappelitbangda", Role.REVIEWER, organisations.bappelitbangda),
        leader=make("sekda", Role.LEADER, organisations.setda),
    )


def make_plan(organisations: SimpleNamespace) -> Plan:
    """Two dimensions and a book "b1": front matter, two chapters, five sections (`b1.one.*`, `b1.two.*`) and an appendix."""
    plan = factories.make_plan()
    living = factories.make_dimension(plan, "living", coordinator=organisations.dinkes, position=1)
    factories.make_dimension(plan, "society", coordinator=organisations.disdik, position=2)
    book = factories.make_book(plan)
    new = factories.new_section
    front = new(book, "b1.front", kind="front", title="Bagian awal", position=1)
    one = new(book, "b1.one", kind="chapter", title="Pendahuluan", position=2)
    two = new(book, "b1.two", kind="chapter", title="Strategi", position=3)
    appendix = new(book, "b1.appendix", kind="appendix", title="Lampiran", position=4)
    Section.objects.bulk_create([front, one, two, appendix])
    dinkes, disdik = organisations.dinkes, organisations.disdik
    Section.objects.bulk_create(
        [
            new(book, "b1.front.cover", parent=front, generated="cover", position=1),
            new(book, "b1.front.toc", parent=front, generated="toc", position=2),
            new(book, "b1.one.background", parent=one, title="Latar Belakang", organisation=dinkes, position=1),
            new(book, "b1.one.purpose", parent=one, title="Maksud dan Tujuan", position=2),
            new(
                book,
                "b1.two.living",
                parent=two,
                dimension=living,
                organisation=dinkes,
                title="Smart Living",
                position=1,
            ),
            new(book, "b1.two.society", parent=two, title="Smart Society", organisation=disdik, position=2),
            new(book, "b1.two.closing", parent=two, title="Simpulan", position=3),
            new(book, "b1.appendix.terms", parent=appendix, title="Daftar Istilah", position=1),
        ]
    )
    return plan
