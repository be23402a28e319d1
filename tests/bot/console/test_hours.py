from __future__ import annotations

from datetime import timedelta

from bot.domain.officer import Role

FIELDS = {"hours": "4", "monday": "08:00-12:00", "holidays": "2027-01-01 Tết\n\n2026-12-24 Nghỉ"}


async def test_an_admin_changes_the_hours_and_the_change_is_recorded(sign_in, application):
    admin = await sign_in(Role.ADMIN)
    assert "07:00-11:30, 13:30-17:00" in (await admin.get("/console/gio-lam-viec")).text
    assert (await admin.post("/console/gio-lam-viec/luu", **FIELDS)).status_code == 303
    hours = application.desk.office_hours.current()
    assert hours.reply_within == timedelta(hours=4)
    assert [len(day) for day in hours.week] == [1, 0, 0, 0, 0, 0, 0]
    assert len(hours.holidays) == 2
    (entry,) = application.desk.auditing.entries(what="hours.")
    assert (entry.before["reply_within_hours"], entry.after["reply_within_hours"]) == (8, 4)


async def test_every_mistake_is_told_at_once_and_nothing_is_saved(sign_in, application):
    admin = await sign_in(Role.ADMIN)
    wrong = FIELDS | {"hours": "x", "monday": "8h <script>", "holidays": "hôm nay nghỉ"}
    page = await admin.post("/console/gio-lam-viec/luu", **wrong)
    assert page.status_code == 422
    monday = "Thứ Hai: không đọc được “8h &lt;script&gt;”"
    for words in ("ghi số giờ từ 1 đến 400", monday, "không đọc được ngày “hôm”"):
        assert words in page.text
    assert "expected" not in page.text
    assert "<script>" not in page.text.replace('<script src="', "")
    assert application.desk.office_hours.current().reply_within == timedelta(hours=8)
