"""Addresses of commitments, data requests, meetings and the register of stakeholders."""

from django.urls import URLPattern, path

from .views import (
    attending,
    bimtek,
    ceremony,
    certified,
    commitments,
    convening,
    data,
    deeds,
    drafting,
    keeping,
    register,
    reminders,
    sheets,
    verification,
)

app_name = "stakeholders"

all_commitments: list[URLPattern] = [
    path("komitmen/", commitments.commitment_list, name="commitment_list"),
    path("komitmen/baru/", drafting.commitment_create, name="commitment_create"),
    path("verifikasi/<str:code>/", verification.verification, name="verification"),
]

one_commitment: list[URLPattern] = [
    path("komitmen/<uuid:pk>/", commitments.commitment_detail, name="commitment_detail"),
    path("komitmen/<uuid:pk>/sunting/", drafting.commitment_edit, name="commitment_edit"),
    path("komitmen/<uuid:pk>/lembar/", sheets.commitment_sheet, name="commitment_sheet"),
    path("komitmen/<uuid:pk>/layar/", ceremony.commitment_ceremony, name="commitment_ceremony"),
    path("komitmen/<uuid:pk>/ajukan/", deeds.commitment_submit, name="commitment_submit"),
    path("komitmen/<uuid:pk>/kembalikan/", deeds.commitment_return, name="commitment_return"),
    path("komitmen/<uuid:pk>/tanda-tangan/", deeds.commitment_sign, name="commitment_sign"),
    path("komitmen/<uuid:pk>/tanda-tangan-kertas/", deeds.commitment_paper, name="commitment_paper"),
    path("komitmen/<uuid:pk>/bsre/", certified.commitment_certify, name="commitment_certify"),
    path("komitmen/<uuid:pk>/bsre/tanya/", certified.commitment_certify_ask, name="commitment_certify_ask"),
    path("komitmen/<uuid:pk>/lembar-bsre/", certified.commitment_certified_sheet, name="commitment_certified_sheet"),
    path("komitmen/<uuid:pk>/versi-baru/", deeds.commitment_renew, name="commitment_renew"),
    path("komitmen/<uuid:pk>/batalkan/", deeds.commitment_cancel, name="commitment_cancel"),
    path("komitmen/<uuid:pk>/pindaian/", deeds.commitment_scan, name="commitment_scan"),
]

fulfilment: list[URLPattern] = [
    path("komitmen/<uuid:pk>/butir/<int:item>/", keeping.item_keeping, name="item_keeping"),
    path("komitmen/<uuid:pk>/butir/<int:item>/lapor/", keeping.item_report, name="item_report"),
    path("komitmen/<uuid:pk>/butir/<int:item>/data/", keeping.item_data, name="item_data"),
    path("pemenuhan/<uuid:report>/verifikasi/", keeping.fulfilment_verify, name="fulfilment_verify"),
    path("pemenuhan/<uuid:report>/kembalikan/", keeping.fulfilment_return, name="fulfilment_return"),
]

data_requests: list[URLPattern] = [
    path("data/", data.data_request_list, name="data_request_list"),
    path("data/baru/", data.data_request_create, name="data_request_create"),
    path("data/<uuid:pk>/", data.data_request_detail, name="data_request_detail"),
    path("data/<uuid:pk>/formulir/", data.data_request_template, name="data_request_template"),
    path("data/<uuid:pk>/kirim/", data.data_request_deliver, name="data_request_deliver"),
    path("data/<uuid:pk>/kembalikan/", data.data_request_return, name="data_request_return"),
    path("data/<uuid:pk>/verifikasi/", data.data_request_verify, name="data_request_verify"),
]

meetings: list[URLPattern] = [
    path("bimtek/", bimtek.bimtek_list, name="bimtek_list"),
    path("bimtek/<uuid:pk>/", bimtek.bimtek_detail, name="bimtek_detail"),
    path("bimtek/baru/", convening.meeting_create, name="meeting_create"),
    path("bimtek/<uuid:pk>/sunting/", convening.meeting_edit, name="meeting_edit"),
    path("bimtek/<uuid:pk>/keadaan/", convening.meeting_move, name="meeting_move"),
    path("bimtek/<uuid:pk>/undangan/", convening.meeting_invite, name="meeting_invite"),
    path("bimtek/<uuid:pk>/undangan/<int:row>/hapus/", convening.invitation_remove, name="invitation_remove"),
    path("bimtek/<uuid:pk>/materi/", convening.material_add, name="material_add"),
    path("bimtek/<uuid:pk>/materi/<uuid:file>/hapus/", convening.material_remove, name="material_remove"),
    path("bimtek/<uuid:pk>/notulen/pdf/", sheets.minutes_sheet, name="minutes_sheet"),
    path("bimtek/<uuid:pk>/daftar-hadir/", sheets.attendance_sheet, name="attendance_sheet"),
    path("bimtek/<uuid:pk>/keputusan/", bimtek.decision_add, name="decision_add"),
    path("bimtek/<uuid:pk>/keputusan/<int:number>/keadaan/", bimtek.decision_move, name="decision_move"),
    path("bimtek/<uuid:pk>/kehadiran/", bimtek.attendance_add, name="attendance_add"),
    path("bimtek/<uuid:pk>/notulen/", bimtek.minutes_save, name="minutes_save"),
]

attendance_by_code: list[URLPattern] = [
    path("hadir/", attending.checkin_code, name="checkin_code"),
    path("hadir/<str:code>/", attending.checkin, name="checkin"),
    path("bimtek/<uuid:pk>/pintu/", attending.attendance_door, name="attendance_door"),
    path("bimtek/<uuid:pk>/pintu/poster/", attending.attendance_poster, name="attendance_poster"),
    path("bimtek/<uuid:pk>/pintu/buka/", attending.attendance_open, name="attendance_open"),
    path("bimtek/<uuid:pk>/pintu/tutup/", attending.attendance_close, name="attendance_close"),
    path("bimtek/<uuid:pk>/kehadiran/kini/", attending.attendance_live, name="attendance_live"),
    path("bimtek/<uuid:pk>/kehadiran/<int:row>/hapus/", attending.attendance_remove, name="attendance_remove"),
]

reminders_on_record: list[URLPattern] = [
    path("pengingat/", reminders.reminder_list, name="reminder_list"),
    path("pengingat/jeda/<int:pause>/akhiri/", reminders.pause_end, name="pause_end"),
    path("data/<uuid:pk>/jeda/", reminders.data_request_pause, name="data_request_pause"),
    path("komitmen/<uuid:pk>/butir/<int:item>/jeda/", reminders.item_pause, name="item_pause"),
]

stakeholder_register: list[URLPattern] = [
    path("pemangku/", register.stakeholder_list, name="stakeholder_list"),
    path("pemangku/<slug:key>/", register.stakeholder_detail, name="stakeholder_detail"),
    path("pemangku/<slug:key>/kontak/", register.contacts_reveal, name="contacts_reveal"),
]

urlpatterns: list[URLPattern] = [
    *all_commitments,
    *one_commitment,
    *fulfilment,
    *data_requests,
    *meetings,
    *attendance_by_code,
    *reminders_on_record,
    *stakeholder_register,
]
