"""National holidays and joint leave of 2026, from the joint decree of the three ministers of 19 September 2025 (Menteri Agama
1497/2025, Menteri Ketenagakerjaan 2/2025, Menteri PANRB 5/2025); later years are entered by the administrator."""

from datetime import date

from django.db import migrations

HOLIDAYS = [
    (date(2026, 1, 1), "Tahun Baru 2026 Masehi"),
    (date(2026, 1, 16), "Isra Mikraj Nabi Muhammad saw."),
    (date(2026, 2, 17), "Tahun Baru Imlek 2577 Kongzili"),
    (date(2026, 3, 19), "Hari Suci Nyepi"),
    (date(2026, 3, 21), "Idulfitri 1447 Hijriah"),
    (date(2026, 3, 22), "Idulfitri 1447 Hijriah"),
    (date(2026, 4, 3), "Wafat Yesus Kristus"),
    (date(2026, 4, 5), "Kebangkitan Yesus Kristus (Paskah)"),
    (date(2026, 5, 1), "Hari Buruh Internasional"),
    (date(2026, 5, 14), "Kenaikan Yesus Kristus"),
    (date(2026, 5, 27), "Iduladha 1447 Hijriah"),
    (date(2026, 5, 31), "Hari Raya Waisak 2570 BE"),
    (date(2026, 6, 1), "Hari Lahir Pancasila"),
    (date(2026, 6, 16), "1 Muharam 1448 Hijriah"),
    (date(2026, 8, 17), "Proklamasi Kemerdekaan"),
    (date(2026, 8, 25), "Maulid Nabi Muhammad saw."),
    (date(2026, 12, 25), "Kelahiran Yesus Kristus"),
]
JOINT_LEAVE = [
    (date(2026, 2, 16), "Tahun Baru Imlek 2577 Kongzili"),
    (date(2026, 3, 18), "Hari Suci Nyepi"),
    (date(2026, 3, 20), "Idulfitri 1447 Hijriah"),
    (date(2026, 3, 23), "Idulfitri 1447 Hijriah"),
    (date(2026, 3, 24), "Idulfitri 1447 Hijriah"),
    (date(2026, 5, 15), "Kenaikan Yesus Kristus"),
    (date(2026, 5, 28), "Iduladha 1447 Hijriah"),
    (date(2026, 12, 24), "Kelahiran Yesus Kristus"),
]


def enter(apps, schema_editor):
    Holiday = apps.get_model("stakeholders", "Holiday")
    for rows, is_joint_leave in ((HOLIDAYS, False), (JOINT_LEAVE, True)):
        for day, name in rows:
            Holiday.objects.get_or_create(day=day, defaults={"name": name, "is_joint_leave": is_joint_leave})


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0003_reminders_and_attendance_by_code")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
