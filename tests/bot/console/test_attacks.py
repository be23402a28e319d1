"""What an attacker tries by hand: other people's things, guessed numbers, markup in every text, sizes, headers."""

from __future__ import annotations

import re

import pytest

from bot.console.area import ROOT
from bot.console.areas import AREAS
from bot.console.guarding import COOKIE
from bot.domain.officer import Role
from bot.domain.teaching import ProposalState
from standins.full_console import PAGES

TOPIC = "dang_ky_khai_sinh"
# Written down once more by hand: a route whose role is set too low is noticed here.
ABOVE_OFFICER = {
    "POST /muc/{item:int}/duyet": Role.REVIEWER,
    "POST /day/de-xuat/{proposal:int}/duyet": Role.REVIEWER,
    "POST /day/de-xuat/{proposal:int}/tu-choi": Role.REVIEWER,
    "POST /day/de-xuat/{proposal:int}/rut-lai": Role.REVIEWER,
    "POST /day/quy-tac": Role.ADMIN,
    "POST /huan-luyen/bat-dau": Role.REVIEWER,
    "POST /huan-luyen/quay-lai": Role.REVIEWER,
    "POST /huan-luyen/van-dung": Role.ADMIN,
    "GET /thong-bao": Role.ADMIN,
    "POST /thong-bao/them": Role.ADMIN,
    "POST /thong-bao/ket-thuc": Role.ADMIN,
    "POST /thong-bao/tat": Role.ADMIN,
    "POST /thong-bao/bat": Role.ADMIN,
    "GET /gio-lam-viec": Role.ADMIN,
    "POST /gio-lam-viec/luu": Role.ADMIN,
    "GET /can-bo": Role.ADMIN,
    "POST /can-bo/them": Role.ADMIN,
    "POST /can-bo/sua": Role.ADMIN,
    "POST /can-bo/khoa": Role.ADMIN,
    "POST /can-bo/cap-lai": Role.ADMIN,
    "GET /nhat-ky": Role.ADMIN,
}


def test_the_role_of_every_route_is_the_one_that_was_decided():
    routes = {f"{route.method} {route.path}": route.least for area in AREAS for route in area.routes}
    assert {name: role for name, role in routes.items() if role is not Role.OFFICER} == ABOVE_OFFICER


# Other people's things, and numbers that were guessed.


async def test_a_draft_of_another_officer_is_neither_shown_nor_overwritten(sign_in, ask, application):
    await ask("lớp bơi ở đâu")
    application.desk.grouping.finish()
    mine, other = await sign_in(name="ba"), await sign_in(name="tu")
    assert (await mine.post("/console/muc/1/nhap", text="nháp của Ba")).status_code == 200
    assert "nháp của Ba" not in (await other.get("/console/muc/1")).text
    await other.post("/console/muc/1/nhap", text="nháp của Tư")
    assert "nháp của Tư" not in (await mine.get("/console/muc/1")).text
    assert "nháp của Ba" in (await mine.get("/console/muc/1")).text


async def test_a_form_about_the_own_account_changes_no_other_account(sign_in, add_officer, open_browser):
    add_officer("tu")
    browser = await sign_in(name="ba")
    fields = {"old": "mat khau cua toi", "new": "con ga con vit", "again": "con ga con vit"}
    await browser.post("/console/tai-khoan/mat-khau", name="tu", officer="tu", **fields)
    assert (await open_browser().sign_in("tu")).status_code == 303
    assert (await open_browser().sign_in("ba", "con ga con vit")).status_code == 303


async def test_an_officer_gives_nobody_a_role_a_password_or_a_lock(sign_in, add_officer, application):
    add_officer("tu", Role.ADMIN)
    browser = await sign_in(name="ba")
    for path, fields in {
        "/console/can-bo/sua": {"name": "ba", "role": "admin"},
        "/console/can-bo/cap-lai": {"name": "tu"},
        "/console/can-bo/khoa": {"name": "tu", "active": "no"},
        "/console/can-bo/them": {"name": "nam", "role": "admin"},
    }.items():
        assert (await browser.post(path, **fields)).status_code == 403, path
    officers = {officer.name: officer for officer in application.desk.staffing.officers()}
    assert officers.keys() == {"ba", "tu"}
    assert (officers["ba"].role, officers["tu"].is_active) == (Role.OFFICER, True)


GUESSES = (
    "0",
    "999999",
    str(2**63),
    str(2**70),
    "9" * 60,
    "-1",
    "1.0",
    "x",
    "²",
    "١",
    "\x00",
    "~",
    "a~b",
    "2026-13-45",
    "1~" + "9" * 18,
    "1~" + "9" * 60,
)


async def test_a_guessed_number_is_not_found(sign_in):
    browser = await sign_in(Role.ADMIN)
    for number in ("0", "999999", str(2**63), "9" * 60):
        for path in (f"/console/muc/{number}", f"/console/day/de-xuat/{number}", f"/console/hoi-thoai/{number}"):
            assert (await browser.get(path)).status_code == 404, path
        for path in (f"/console/muc/{number}/gui", f"/console/day/de-xuat/{number}/duyet"):
            assert (await browser.post(path, text="x", version="1")).status_code == 404, path


async def test_what_is_no_number_is_no_address(sign_in):
    browser = await sign_in(Role.ADMIN)
    for number in ("-1", "1.0", "1%00", "%D9%A1"):
        for path in (f"/console/muc/{number}", f"/console/day/de-xuat/{number}"):
            answer = await browser.get(path)
            assert answer.status_code == 404 or answer.headers["location"] in ("/console/", "/console/day"), path
            assert (await browser.post(f"{path}/gui")).status_code in (404, 405), path


async def test_no_value_in_a_form_breaks_a_page(sign_in, ask, application):
    await ask("lớp bơi ở đâu")
    application.desk.grouping.finish()
    browser = await sign_in(Role.ADMIN)
    for guess in GUESSES:
        for path, field in {
            "/console/thong-bao/ket-thuc": "notice",
            "/console/muc/1/gop": "into",
            "/console/muc/1/nhan": "version",
            "/console/muc/1/tach": "code",
        }.items():
            assert (await browser.post(path, **{field: guess})).status_code in (303, 404, 409), (path, guess)


async def test_no_value_in_an_address_breaks_a_page(sign_in):
    browser = await sign_in(Role.ADMIN)
    for path, names in {
        "/": ("xem", "xep", "tim", "kenh", "vi-sao", "bo-phan", "sau"),
        "/nhat-ky": ("ai", "viec", "truoc"),
        "/hoi-thoai": ("ket-qua", "kenh", "truoc", "che"),
        "/chu-de": ("linh-vuc", "can"),
        f"/chu-de/{TOPIC}/sua": ("muc", "so"),
        "/day": ("muc",),
        "/day/cau-hoi": ("cau",),
    }.items():
        for name in names:
            for guess in GUESSES:
                given = {name: guess} | ({"muc": "fee"} if name == "so" else {})
                page = await browser.client.get(ROOT + path, params=given)
                assert page.status_code == 200, (path, given)


# Markup, wherever somebody can write.

MARKUP = re.compile(r'<img src=x|onerror="|javascript:alert|<script>alert', re.IGNORECASE)


def evil(where: str) -> str:
    """A text that would run where it is not escaped."""
    return f"hack {where} <img src=x onerror=alert(1)>\"'><script>alert(1)</script>"


@pytest.fixture
async def pages_with_markup(sign_in, ask, application, add_officer):
    """An admin's browser over a console in which every text that somebody can write is an attack."""
    admin = await sign_in(Role.ADMIN, "nam")
    add_officer("tu", Role.REVIEWER, shown_name=evil("shown-name"), department=evil("department"))
    code = await ask(evil("resident"))
    await ask(evil("resident of the web page"), resident="w", channel="web")
    await ask("hai ba bốn năm", resident="8")
    application.desk.grouping.finish()
    item = application.desk.queue.item_of_code(code)
    await admin.post(f"/console/muc/{item}/bo-phan", department=evil("handed-to"))
    await admin.post(f"/console/muc/{item}/nhap", text=evil("draft"))
    await admin.post(
        "/console/thong-bao/them", text=evil("notice")[:400], starts="2026-11-23T08:00", ends="2027-01-01T08:00"
    )
    await admin.post(
        "/console/thong-bao/tat", channel="zalo_bot", reason=evil("switch-reason"), message=evil("switched-off")
    )
    reason = evil("proposal-reason")
    for fields in (
        {"kind": "sample", "topic": TOPIC, "text": evil("sample")},
        {"kind": "alias", "topic": TOPIC, "text": evil("alias")},
        {"kind": "word", "typed": "zzq", "standard": evil("word")},
        {"kind": "not_ours", "text": evil("not-ours")},
        {"kind": "fact", "topic": TOPIC, "aspect": "duration", "text": evil("fact"), "source_title": evil("source"),
         "source_date": "2026-11-20"},
        {"kind": "topic", "name": evil("topic"), "field": "tu_phap", "summary": evil("summary"), "source_title": "x",
         "source_date": "2026-11-20", "review_by": "2027-05-20",
         "samples": "\n".join(evil(f"new sample {n}") for n in range(6)), "aliases": evil("new-alias")},
    ):  # fmt: skip
        shown = await admin.post("/console/day/xem-truoc", reason=reason, question=code, **fields)
        assert not MARKUP.search(shown.text), fields["kind"]
        await admin.post("/console/day/gui", reason=reason, question=code, **fields)
    application.knowledge.rules.set_one_person(True)
    for proposal in application.knowledge.proposals.listed([ProposalState.PROPOSED]):
        await admin.post(f"/console/day/de-xuat/{proposal.id}/duyet", note=evil("note"))
    await admin.post("/console/thu/hoi", text=evil("test-chat"))
    return admin, code, item


async def test_markup_of_residents_and_officers_is_shown_as_text_on_every_page(
    pages_with_markup, application, open_browser
):
    admin, code, item = pages_with_markup
    turn = next(iter(application.database.query("select turn from questions where code = ?", [code])))["turn"]
    proposals = application.knowledge.proposals.listed(ProposalState)
    assert len(proposals) >= 5
    told: dict[str, str] = {}
    for path in (
        *PAGES.values(), f"/muc/{item}", f"/hoi-thoai/{turn}", f"/day/cau-hoi?ma={code}", "/day?muc=live",
        "/day?muc=approved",
        f"/chu-de/{TOPIC}/sua?muc=duration&so=1", *(f"/day/de-xuat/{proposal.id}" for proposal in proposals),
        "/?tim=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E", "/chu-de?tim=%3Cimg+src%3Dx%3E", "/nhat-ky?ai=%3Cimg+src%3Dx%3E",
        "/day/cau-hoi?cau=%3Cimg+src%3Dx%3E", "/day/cau-hoi?ma=%3Cimg+src%3Dx%3E",
        "/day/chu-de-moi?name=%3Cimg+src%3Dx%3E",
    ):  # fmt: skip
        told[path] = (await admin.get(ROOT + path)).text
    opened = await admin.post(f"/console/hoi-thoai/{turn}/mot-nguoi", reason=evil("why-opened"))
    told["thread"] = opened.text
    sent = await admin.post(f"/console/muc/{item}/gui", text=evil("reply"), version=await version_of(admin, item))
    assert sent.status_code == 303
    told["answered"] = (await admin.get(f"/console/muc/{item}")).text
    told["log"] = (await admin.get("/console/nhat-ky")).text
    told["web page"] = (await open_browser().get("/")).text
    for page, text in told.items():
        assert not MARKUP.search(text), page
    for page, where in {
        "/": "resident", f"/muc/{item}": "draft", "/can-bo": "shown-name", "/thong-bao": "switch-reason",
        "/day?muc=approved": "sample", "/day/lich-su": "proposal-reason", f"/chu-de/{TOPIC}": "alias",
        f"/hoi-thoai/{turn}": "resident", "/thu": "test-chat", "thread": "resident", "answered": "reply",
        "log": "why-opened",
        "web page": "notice",
    }.items():  # fmt: skip
        assert f"hack {where} &lt;img" in told[page], (page, where)


async def test_an_address_in_a_reply_does_not_break_out_of_its_link(pages_with_markup):
    admin, _, item = pages_with_markup
    preview = await admin.post(
        f"/console/muc/{item}/xem-truoc", text=evil("reply") + ' https://evil.example/"onclick=x'
    )
    assert not MARKUP.search(preview.text)
    assert '"onclick' not in preview.text
    assert "hack reply &lt;img" in preview.text


async def test_a_link_that_runs_is_not_attached_to_a_reply(sign_in, ask, application):
    await ask("lớp bơi ở đâu")
    application.desk.grouping.finish()
    browser = await sign_in()
    for link in ("javascript:alert(1)", "data:text/html,x", "https://x y", 'https://x"onmouseover="x'):
        page = await browser.post("/console/muc/1/xem-truoc", text="đây", link=link)
        assert page.status_code == 422 or ('onmouseover="x' not in page.text and "https://x" in page.text), link


async def version_of(browser, item: int) -> str:
    return re.search(r'name="version" value="(\d+)"', (await browser.get(f"/console/muc/{item}")).text).group(1)


# Headers, origins, sizes.


async def test_every_page_forbids_frames_sniffing_keeping_and_foreign_scripts(sign_in):
    browser = await sign_in(Role.ADMIN)
    for path in (*PAGES.values(), "/dang-nhap", ""):
        headers = (await browser.client.get(ROOT + path)).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY", path
        assert headers["referrer-policy"] == "same-origin", path
        assert headers["cache-control"] == "no-store", path
        policy = headers["content-security-policy"]
        for rule in (
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ):
            assert rule in policy, path
        assert "unsafe" not in policy, path


async def test_files_of_the_console_are_taken_for_what_they_are(open_browser):
    answer = await open_browser().client.get("/console/static/console.js")
    assert answer.headers["x-content-type-options"] == "nosniff"
    for path in (
        "/console/static/../guarding.py",
        "/console/static/%2e%2e/guarding.py",
        "/console/static/..%2fguarding.py",
    ):
        assert (await open_browser().client.get(path)).status_code in (303, 404), path


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "null"}, {"Origin": "https://troly.test.evil.example"}, {"Sec-Fetch-Site": "same-site"}],
)
async def test_a_form_of_a_stranger_is_refused_even_with_the_token(headers, sign_in):
    browser = await sign_in()
    answer = await browser.client.post("/console/dang-xuat", data={"form_token": browser.form_token}, headers=headers)
    assert answer.status_code == 403
    assert (await browser.get("/console/")).status_code == 200


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"a=1&" * 2500, "application/x-www-form-urlencoded"),
        (b"text=" + b"x" * 600_000, "application/x-www-form-urlencoded"),
        (b"text=%ff%fe", "application/x-www-form-urlencoded"),
        (b'{"form_token": "x"}', "application/json"),
        (
            b"--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\nx\r\n--b--",
            "multipart/form-data; boundary=b",
        ),
        (b"<a/>", "text/xml"),
        (b"text=x", ""),
    ],
)
@pytest.mark.parametrize("path", ["/console/muc/1/gui", "/console/dang-nhap"])
async def test_a_body_of_another_kind_or_size_is_refused(sign_in, content, kind, path):
    browser = await sign_in()
    answer = await browser.client.post(path, content=content, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert COOKIE not in answer.cookies


async def test_one_name_guessed_from_many_addresses_is_locked(add_officer, open_browser):
    add_officer("ba")
    for number in range(5):
        assert (await open_browser(f"203.0.113.{number}").sign_in("ba", "sai mat khau")).status_code == 401
    assert (await open_browser("198.51.100.1").sign_in("ba")).status_code == 429


async def test_the_addresses_of_one_ipv6_network_are_one_address(add_officer, open_browser):
    add_officer("ba")
    for number in range(30):
        await open_browser(f"2001:db8:0:1::{number:x}").sign_in(f"name{number}", "sai mat khau")
    assert (await open_browser("2001:db8:0:1::ffff").sign_in("ba")).status_code == 429
    assert (await open_browser("2001:db8:0:2::1").sign_in("ba")).status_code == 303


async def test_a_forwarded_address_that_a_guesser_makes_up_does_not_help(add_officer, open_browser):
    add_officer("ba")
    browser = open_browser()
    for number in range(30):
        browser.client.headers["X-Forwarded-For"] = f"10.0.0.{number}"
        await browser.sign_in(f"name{number}", "sai mat khau")
    browser.client.headers["X-Forwarded-For"] = "10.0.1.1"
    assert (await browser.sign_in("ba")).status_code == 429
