"""Officers teach through the console: forms, preview, approval by another person, history, taking back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.officer import Role
from bot.domain.outcome import Outcome
from bot.domain.question import OpenQuestion, QuestionState
from bot.domain.teaching import ProposalState
from bot.domain.usage import UsageEvent
from building import a_message, an_answer

CODE = "TL-7K2M4Q"
AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TOPIC = "dang_ky_khai_sinh"
SAMPLE = {
    "kind": "sample",
    "topic": TOPIC,
    "text": "xin cho hỏi làm tờ giấy chứng sanh thành giấy khai sanh kiểu chi",
    "reason": "nhiều người hỏi",
}
FACT = {
    "kind": "fact",
    "topic": TOPIC,
    "aspect": "duration",
    "text": "Trả kết quả trong buổi nếu nộp trước 15 giờ",
    "from": "2026-12-01",
    "source_title": "Thông báo của xã",
    "source_date": "2026-11-20",
    "source_url": "https://dongthap.gov.vn/thong-bao",
    "reason": "xã mới quy định",
}


@pytest.fixture
def question(application):
    """A question that nobody could answer."""
    message = a_message("giấy sanh là gì", pushed=False)
    event = UsageEvent(
        turn="t1", at=AT, channel="web", resident="key", locality=None, outcome=Outcome.UNANSWERED, topics=(),
        aspects=(), confidence=0.0, candidates=(), reason="below_threshold", latency_ms=1.0, text="giấy sanh là gì",
        model="m",
    )  # fmt: skip
    application.store.accept(message, "key")
    asked = OpenQuestion(CODE, "web", "key", "giấy sanh là gì", "below_threshold", QuestionState.NEW, AT)
    application.store.finish(message, an_answer(), event, asked)


@pytest.fixture
def audit(application):
    return lambda: [entry.what for entry in application.desk.auditing.entries(what="teaching")][::-1]


def first(application):
    (proposal,) = application.knowledge.proposals.listed(ProposalState)
    return proposal


async def propose(browser, **fields: str):
    response = await browser.post("/console/day/gui", **fields)
    assert response.status_code == 303, response.text
    return response.headers["location"]


async def test_the_form_of_a_question_holds_its_text_and_the_four_ways(sign_in, question):
    browser = await sign_in()
    page = (await browser.get(f"/console/day/cau-hoi?ma={CODE}")).text
    for words in (
        "giấy sanh là gì",
        "Thuộc một chủ đề đã có",
        "Cách nói khác",
        "Không thuộc phạm vi",
        "Đăng ký khai sinh",
    ):
        assert words in page


async def test_a_preview_shows_the_difference_and_keeps_nothing(sign_in, application):
    browser = await sign_in()
    page = await browser.post("/console/day/xem-truoc", **SAMPLE)
    assert page.status_code == 200
    assert "Gửi người duyệt" in page.text
    assert f"additions/{TOPIC}.yml" in page.text
    assert application.knowledge.proposals.listed(ProposalState) == []
    assert not application.settings.knowledge.exists()


async def test_a_sample_goes_from_an_officer_over_a_reviewer_into_a_file(sign_in, application, audit):
    officer = await sign_in(Role.OFFICER)
    place = await propose(officer, **SAMPLE, question=CODE)
    shown = (await officer.get(place)).text
    assert "nhiều người hỏi" in shown
    assert "/duyet" not in shown
    reviewer = await sign_in(Role.REVIEWER)
    assert "Chờ duyệt" in (await reviewer.get("/console/day")).text
    await reviewer.get(place)
    assert (await reviewer.post(f"{place}/duyet", note="đúng")).headers["location"] == place
    proposal = first(application)
    assert (proposal.state, proposal.decided_by, proposal.question) == (ProposalState.APPROVED, "reviewer", CODE)
    assert SAMPLE["text"] in (application.settings.knowledge / f"additions/{TOPIC}.yml").read_text(encoding="utf-8")
    assert application.catalogue.get(TOPIC).samples[-1] == SAMPLE["text"]
    assert audit() == ["teaching.proposed", "teaching.approved"]
    history = (await reviewer.get("/console/day/lich-su")).text
    assert "nhiều người hỏi" in history
    assert "officer" in history
    assert "1 thay đổi đã duyệt đang chờ huấn luyện" in (await reviewer.get("/console/day")).text


async def test_an_officer_withdraws_an_own_proposal_and_only_an_own_one(sign_in, application, audit):
    officer = await sign_in(Role.OFFICER, "ba")
    place = await propose(officer, **SAMPLE)
    assert "Rút đề xuất" in (await officer.get(place)).text
    other = await sign_in(Role.OFFICER, "tu")
    assert "Rút đề xuất" not in (await other.get(place)).text
    assert (await other.post(f"{place}/thoi")).status_code == 403
    assert first(application).state is ProposalState.PROPOSED
    assert (await officer.post(f"{place}/thoi")).headers["location"] == place
    shown = (await officer.get(place)).text
    assert "Đã rút đề xuất" in shown
    assert "/thoi" not in shown
    proposal = first(application)
    assert (proposal.state, proposal.decided_by, proposal.change) == (ProposalState.TAKEN_BACK, "ba", "")
    assert audit() == ["teaching.proposed", "teaching.withdrawn"]


async def test_what_was_decided_cannot_be_withdrawn(sign_in, application):
    officer, reviewer = await sign_in(Role.OFFICER), await sign_in(Role.REVIEWER)
    place = await propose(officer, **SAMPLE)
    await reviewer.post(f"{place}/duyet")
    await officer.post(f"{place}/thoi")
    assert 'class="flash problem"' in (await officer.get(place)).text
    assert first(application).state is ProposalState.APPROVED


async def test_lists_show_the_names_that_officers_are_called_by(sign_in, application):
    officer, reviewer = await sign_in(Role.OFFICER, "lan"), await sign_in(Role.REVIEWER, "tu")
    place = await propose(officer, **SAMPLE)
    assert "Chị lan," in (await reviewer.get("/console/day")).text
    await reviewer.post(f"{place}/duyet")
    for page in ("/console/day/lich-su", place):
        shown = (await reviewer.get(page)).text
        assert "Chị lan" in shown, page
        assert "Chị tu" in shown, page
    assert "Chị lan," in (await reviewer.get(f"/console/chu-de/{TOPIC}")).text


@pytest.mark.parametrize("typed", ["TL-7K2M42", "TL-999999", "abc"])
async def test_a_code_that_is_not_known_says_so_and_what_to_do(sign_in, question, typed):
    browser = await sign_in()
    page = await browser.get(f"/console/day/cau-hoi?ma={typed}")
    assert page.status_code == 404
    assert f"Không có câu hỏi nào mang mã {typed}" in page.text
    assert f'name="ma" type="text" value="{typed}"' in page.text
    assert f'name="question" value="{typed}"' not in page.text


async def test_a_code_is_found_however_it_is_typed(sign_in, question):
    browser = await sign_in()
    page = await browser.get(f"/console/day/cau-hoi?ma={CODE.lower()}")
    assert page.status_code == 200
    assert "giấy sanh là gì" in page.text
    assert f'name="question" value="{CODE}"' in page.text


async def test_the_field_of_a_new_topic_is_chosen_by_the_officer(sign_in):
    browser = await sign_in()
    page = (await browser.get("/console/day/chu-de-moi")).text
    choice = page.partition('<select id="field" name="field" required>')[2].partition("</select>")[0]
    assert choice.strip().startswith('<option value="">')
    assert " selected" not in choice
    refused = await browser.post("/console/day/xem-truoc", kind="topic", name="Chợ đêm", field="")
    assert refused.status_code == 422
    assert "bắt buộc" in refused.text


async def test_an_officer_cannot_approve_and_nobody_approves_their_own(sign_in, application):
    officer = await sign_in(Role.OFFICER)
    place = await propose(officer, **SAMPLE)
    assert (await officer.post(f"{place}/duyet")).status_code == 403
    admin = await sign_in(Role.ADMIN)
    own = await propose(admin, **SAMPLE | {"text": "một câu khác hẳn để thử việc duyệt"})
    await admin.post(f"{own}/duyet")
    assert "cần người khác duyệt" in (await admin.get(own)).text
    assert {p.state for p in application.knowledge.proposals.listed(ProposalState)} == {ProposalState.PROPOSED}
    await admin.post("/console/day/quy-tac", one_person="1")
    await admin.post(f"{own}/duyet")
    assert application.knowledge.proposals.listed([ProposalState.APPROVED])


async def test_only_an_administrator_changes_who_may_approve(sign_in, application):
    reviewer = await sign_in(Role.REVIEWER)
    assert (await reviewer.post("/console/day/quy-tac", one_person="1")).status_code == 403
    assert not application.knowledge.rules.one_person()


async def test_a_fact_is_live_with_its_approval_and_the_preview_shows_both_days(sign_in, application):
    officer, reviewer = await sign_in(Role.OFFICER), await sign_in(Role.REVIEWER)
    preview = (await officer.post("/console/day/xem-truoc", **FACT)).text
    assert preview.count(FACT["text"]) >= 2
    assert "vào ngày 01/12/2026" in preview
    place = await propose(officer, **FACT)
    before = (await reviewer.get(f"{place}?ngay=2026-11-30")).text
    after = (await reviewer.get(f"{place}?ngay=2026-12-01")).text
    assert after.count(FACT["text"]) > before.count(FACT["text"])
    await reviewer.post(f"{place}/duyet")
    assert first(application).state is ProposalState.LIVE
    live = (await reviewer.get(place)).text
    assert "Người dân thấy vào ngày 01/12/2026" in live
    assert "Khi được duyệt" not in live
    topic = (await reviewer.get(f"/console/chu-de/{TOPIC}")).text
    assert FACT["text"] in topic
    assert "Chưa tới ngày" in topic


async def test_a_change_is_taken_back_with_a_reason(sign_in, application, audit):
    officer, reviewer = await sign_in(Role.OFFICER), await sign_in(Role.REVIEWER)
    place = await propose(officer, **FACT)
    await reviewer.post(f"{place}/duyet")
    await reviewer.post(f"{place}/rut-lai", note="")
    assert first(application).state is ProposalState.LIVE
    await reviewer.post(f"{place}/rut-lai", note="xã bỏ quy định")
    assert first(application).state is ProposalState.TAKEN_BACK
    assert FACT["text"] not in str(application.catalogue.get(TOPIC).facts)
    assert audit()[-1] == "teaching.taken_back"


async def test_a_rejection_needs_a_reason_and_changes_nothing(sign_in, application):
    officer, reviewer = await sign_in(Role.OFFICER), await sign_in(Role.REVIEWER)
    place = await propose(officer, **SAMPLE)
    await reviewer.post(f"{place}/tu-choi", note=" ")
    assert "Cần ghi lý do" in (await reviewer.get(place)).text
    await reviewer.post(f"{place}/tu-choi", note="chủ đề khác")
    assert "chủ đề khác" in (await officer.get(place)).text
    assert not (application.settings.knowledge / "additions").exists()


async def test_a_small_topic_is_added_step_by_step(sign_in, application):
    officer, reviewer = await sign_in(Role.OFFICER), await sign_in(Role.REVIEWER)
    form = {
        "kind": "topic", "name": "Đăng ký gian hàng chợ đêm thử", "field": "kinh_te_so",
        "summary": "Chợ đêm họp tối thứ bảy, bạn đăng ký gian hàng ở xã.", "documents": "- Đơn đăng ký\n- Ảnh hàng bán",
        "source_title": "Thông báo", "source_date": "2026-11-01", "review_by": "2027-05-01", "reason": "hay hỏi",
        "samples": "\n".join(f"chợ đêm thử câu hỏi số {n}" for n in range(5)),
    }  # fmt: skip
    refused = await officer.post("/console/day/xem-truoc", **form)
    assert "Cần ít nhất 6 câu hỏi mẫu khác nhau, mới có 5" in refused.text
    assert "Đăng ký gian hàng chợ đêm thử" in refused.text
    form["samples"] += "\nchợ đêm thử bán đồ ăn có được không"
    page = (await officer.post("/console/day/xem-truoc", **form)).text
    assert "Đơn đăng ký" in page
    place = await propose(officer, **form)
    await reviewer.post(f"{place}/duyet")
    topic = application.catalogue.get("dang_ky_gian_hang_cho_dem_thu")
    assert topic is not None
    assert "Ảnh hàng bán" in str(topic.facts)
    assert (await officer.get(f"/console/chu-de/{topic.id}")).status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": ""}, "chọn một chủ đề"),
        (SAMPLE | {"topic": ""}, "chọn một chủ đề"),
        (SAMPLE | {"topic": "khong_co"}, "chọn lại trong danh sách"),
        (SAMPLE | {"text": "0912345678"}, "thông tin cá nhân"),
        (SAMPLE | {"text": "  "}, "ô bắt buộc"),
        (
            SAMPLE | {"topic": "dang_ky_khai_tu", "text": "khai sinh cho con"},
            "đã là câu mẫu của chủ đề “Đăng ký khai sinh”",
        ),
        (FACT | {"amount": "15000"}, "10.000"),
        (FACT | {"from": "hôm qua"}, "Ngày chưa đúng"),
        (FACT | {"until": "2026-11-01"}, "phải sau ngày bắt đầu"),
        (FACT | {"source_title": ""}, "Cần ghi nguồn"),
        (FACT | {"text": "Nộp tại UBND huyện Cao Lãnh"}, "cấp huyện"),
        (FACT | {"aspect": "price"}, ""),
        ({"kind": "word", "typed": "gks", "standard": "gks", "reason": "x"}, "phải khác nhau"),
    ],
)
async def test_mistakes_are_said_in_plain_words(sign_in, application, fields, words):
    browser = await sign_in()
    page = await browser.post("/console/day/xem-truoc", **fields)
    assert page.status_code == 422
    assert words in page.text.replace("&#39;", "'")
    assert (await browser.post("/console/day/gui", **fields)).status_code == 422
    assert application.knowledge.proposals.listed(ProposalState) == []


async def test_what_officers_type_is_shown_as_text(sign_in):
    officer = await sign_in(Role.OFFICER)
    evil = SAMPLE | {"text": "<script>alert(1)</script> giấy khai sanh kiểu chi", "reason": "<img src=x onerror=1>"}
    pages = [await officer.post("/console/day/xem-truoc", **evil)]
    pages.append(await officer.get(await propose(officer, **evil)))
    pages.append(await officer.get("/console/day"))
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


async def test_a_bad_file_of_the_knowledge_is_told_to_officers(sign_in, application):
    browser = await sign_in()
    folder = application.settings.knowledge
    folder.mkdir(parents=True)
    (folder / "not_ours.yml").write_text("questions: 7\n")
    assert "bỏ qua cả tệp" in (await browser.get("/console/day")).text


async def test_a_local_word_is_shown_and_approved(sign_in, application):
    officer, reviewer = await sign_in(name="ba"), await sign_in(Role.REVIEWER, name="minh")
    fields = {"kind": "word", "typed": "lót ổ", "standard": "khai sinh", "reason": "bà con gọi vậy"}
    place = await propose(officer, **fields)
    page = await reviewer.get(place)
    assert page.status_code == 200
    assert "lót ổ" in page.text
    assert (await reviewer.post(f"{place}/duyet")).status_code == 303
    assert first(application).state is ProposalState.APPROVED
    assert (await reviewer.get(place)).status_code == 200


async def test_a_fact_that_holds_later_is_not_said_to_be_seen_now(sign_in, application):
    officer, reviewer = await sign_in(name="ba"), await sign_in(Role.REVIEWER, name="minh")
    place = await propose(officer, **FACT | {"from": "2099-01-01"})
    await reviewer.get(place)
    await reviewer.post(f"{place}/duyet")
    page = (await reviewer.get(place)).text
    assert "từ ngày 01/01/2099" in page
    assert "ngay từ bây giờ" not in page
