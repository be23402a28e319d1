from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.catalogue import Catalogue
from bot.domain.errors import KnowledgeError
from bot.domain.knowledge import Change, Edit, Knowledge, Preview
from bot.domain.teaching import (
    FactDraft,
    Proposal,
    ProposalKind,
    ProposalState,
    SourceDraft,
    TopicDraft,
    alias_edit,
    not_ours_edit,
    review_edit,
    sample_edit,
    word_edit,
)
from bot.services.teaching import Teaching, WarningKind
from building import a_catalogue, a_topic

SOURCE = SourceDraft("Resolution 12", date(2026, 11, 20), "https://dongthap.gov.vn/12")
FACT = FactDraft("khai_sinh", "fee", "5.000 dong", "6.000 dong", SOURCE, "new fee", valid_from=date(2026, 12, 1))


class FakeKnowledge:
    """Keeps edits in a list; an entry that says "bad" is a mistake."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.made: list[tuple[Edit, str, str, str]] = []
        self.undone: list[str] = []

    def load(self) -> Knowledge:
        return Knowledge(self.catalogue, {}, ())

    def preview(self, edit: Edit) -> Preview:
        problems = ("entry: expected good, got bad",) if "bad" in json.dumps(edit.entry).split('"') else ()
        return Preview("+ diff", problems, self.load())

    def apply(self, edit: Edit, *, by: str, reason: str, approved_by: str = "") -> str:
        if self.preview(edit).problems or edit in [made for made, *_ in self.made]:
            raise KnowledgeError("not fit any more")
        self.made.append((edit, by, approved_by, reason))
        return f"change-{len(self.made)}"

    def undo(self, identifier: str, *, by: str, reason: str) -> str:
        self.undone.append(identifier)
        return f"undo-of-{identifier}"

    def changes(self, limit: int = 100) -> list[Change]:
        when = datetime(2026, 11, 23, tzinfo=UTC)
        return [
            Change(f"change-{n}", by, approved, when, reason, (edit.file,))
            for n, (edit, by, approved, reason) in enumerate(self.made, start=1)
        ]


class FakeProposals:
    """Proposals in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[int, Proposal] = {}

    def add(self, proposal: Proposal) -> Proposal:
        kept = replace(proposal, id=len(self.kept) + 1)
        self.kept[kept.id] = kept
        return kept

    def get(self, identifier: int) -> Proposal | None:
        return self.kept.get(identifier)

    def listed(self, states, limit: int = 100) -> list[Proposal]:
        return [proposal for proposal in reversed(self.kept.values()) if proposal.state in set(states)][:limit]

    def move(self, proposal: Proposal, before: ProposalState) -> bool:
        if self.kept[proposal.id].state is not before:
            return False
        self.kept[proposal.id] = proposal
        return True


@pytest.fixture
def knowledge():
    topics = [
        a_topic(samples=("con mới sinh làm giấy gì",)),
        a_topic("khai_tu", code="1.000002", samples=("ông nội mất thì báo tử ở đâu", "giấy báo tử lấy ở đâu")),
    ]
    return FakeKnowledge(a_catalogue(topics))


@pytest.fixture
def proposals():
    return FakeProposals()


@pytest.fixture
def reloads():
    return []


@pytest.fixture
def teaching(knowledge, proposals, clock, reloads):
    return Teaching(knowledge=knowledge, proposals=proposals, clock=clock, reload=lambda: reloads.append(1))


def propose(teaching, text: str = "sanh em bé làm giấy chi", by: str = "lan") -> Proposal:
    return teaching.propose(
        ProposalKind.SAMPLE,
        "khai_sinh",
        sample_edit("khai_sinh", text),
        reason="asked often",
        by=by,
        question="TL-ABC234",
    )


def test_a_proposal_changes_nothing_until_it_is_approved(teaching, knowledge, reloads):
    proposal = propose(teaching)
    assert (proposal.id, proposal.state, proposal.question) == (1, ProposalState.PROPOSED, "TL-ABC234")
    assert (knowledge.made, reloads) == ([], [])


def test_an_approved_sample_is_written_and_waits_for_a_training(teaching, knowledge):
    approved = teaching.approve(propose(teaching).id, by="minh")
    assert (approved.state, approved.change, approved.decided_by) == (ProposalState.APPROVED, "change-1", "minh")
    assert knowledge.made == [(approved.edit, "lan", "minh", "asked often #1")]
    assert teaching.untrained() == [approved]


@pytest.mark.parametrize(
    ("kind", "edit"),
    [
        (ProposalKind.FACT, FACT.edit()),
        (ProposalKind.REVIEW, review_edit("khai_sinh", date(2026, 11, 25), date(2027, 5, 25), SOURCE, "read again")),
    ],
)
def test_an_approved_fact_is_live_at_once(teaching, reloads, kind, edit):
    approved = teaching.approve(teaching.propose(kind, "khai_sinh", edit, reason="x", by="lan").id, by="minh")
    assert approved.state is ProposalState.LIVE
    assert reloads == [1]
    assert teaching.untrained() == []


def test_nobody_approves_what_they_proposed(teaching, knowledge):
    proposal = propose(teaching)
    with pytest.raises(KnowledgeError, match="another person"):
        teaching.approve(proposal.id, by="lan")
    assert knowledge.made == []


def test_a_commune_with_one_officer_may_allow_it(knowledge, proposals, clock):
    alone = Teaching(
        knowledge=knowledge, proposals=proposals, clock=clock, reload=lambda: None, one_person=lambda: True
    )
    assert alone.approve(propose(alone).id, by="lan").state is ProposalState.APPROVED


def test_a_rejected_proposal_keeps_the_reason_and_changes_nothing(teaching, knowledge):
    proposal = propose(teaching)
    with pytest.raises(KnowledgeError, match="expected why"):
        teaching.reject(proposal.id, by="minh", note=" ")
    rejected = teaching.reject(proposal.id, by="minh", note="belongs to another topic")
    assert (rejected.state, rejected.note) == (ProposalState.REJECTED, "belongs to another topic")
    assert knowledge.made == []
    with pytest.raises(KnowledgeError, match="rejected"):
        teaching.approve(proposal.id, by="minh")


def test_a_proposal_is_decided_once(teaching, knowledge, proposals):
    proposal = propose(teaching)
    proposals.move, move = (lambda *_: False), proposals.move
    with pytest.raises(KnowledgeError, match="just decided"):
        teaching.approve(proposal.id, by="minh")
    proposals.move = move
    assert knowledge.made == []
    teaching.approve(proposal.id, by="minh")
    with pytest.raises(KnowledgeError, match="approved"):
        teaching.reject(proposal.id, by="minh", note="late")


def test_what_does_not_fit_any_more_waits_on(teaching, knowledge, proposals):
    proposal = propose(teaching)
    knowledge.made.append((proposal.edit, "x", "x", "x"))
    with pytest.raises(KnowledgeError, match="not fit"):
        teaching.approve(proposal.id, by="minh")
    assert proposals.get(proposal.id) == proposal


def test_a_proposal_with_mistakes_is_not_kept(teaching, proposals):
    with pytest.raises(KnowledgeError) as caught:
        teaching.propose(ProposalKind.ALIAS, "khai_sinh", alias_edit("khai_sinh", "bad"), reason=" ", by="lan")
    assert "got bad" in str(caught.value)
    assert "reason" in str(caught.value)
    assert proposals.kept == {}


def test_an_unknown_proposal_is_told(teaching):
    with pytest.raises(KnowledgeError, match="not known"):
        teaching.approve(7, by="minh")


def test_personal_data_never_reaches_a_proposal(teaching):
    proposal = propose(teaching, "tôi tên Nguyễn Văn An, sđt 0912345678, căn cước 087123456789 hỏi giấy khai sinh")
    assert not any(part in json.dumps(proposal.edit.entry) for part in ("An,", "0912", "0871", "[phone]"))
    assert "hỏi giấy khai sinh" in proposal.edit.entry
    checked = teaching.check(ProposalKind.SAMPLE, "khai_sinh", sample_edit("khai_sinh", "làm giấy gọi 0912345678 hả"))
    assert [(w.kind, w.detail) for w in checked.warnings] == [(WarningKind.PERSONAL_DATA, "phone")]


@pytest.mark.parametrize("text", ["0912345678", "  ", "x" * 700])
def test_a_question_of_which_nothing_is_left_is_refused(teaching, text):
    with pytest.raises(KnowledgeError, match="without personal data"):
        propose(teaching, text)


def test_a_sample_near_to_one_of_another_topic_warns_and_one_of_its_own_does_not(teaching):
    checked = teaching.check(
        ProposalKind.SAMPLE, "khai_sinh", sample_edit("khai_sinh", "ong noi mat thi bao tu o dau vay")
    )
    assert [(w.kind, w.topic) for w in checked.warnings] == [(WarningKind.NEAR_SAMPLE, "khai_tu")]
    own = teaching.check(ProposalKind.SAMPLE, "khai_tu", sample_edit("khai_tu", "ong noi mat thi bao tu o dau vay"))
    assert own.warnings == ()


def test_a_very_short_sample_and_a_word_of_many_questions_warn(teaching):
    short = teaching.check(ProposalKind.SAMPLE, "khai_sinh", sample_edit("khai_sinh", "giấy tờ"))
    assert WarningKind.SHORT_SAMPLE in [w.kind for w in short.warnings]
    word = teaching.check(ProposalKind.WORD, "", word_edit("giấy", "giấy khai sinh", "local"))
    assert [(w.kind, w.detail) for w in word.warnings] == [(WarningKind.COMMON_WORD, "2")]
    rare = teaching.check(ProposalKind.WORD, "", word_edit("giấy mủ", "giấy khai sinh", "local"))
    assert rare.warnings == ()


def test_a_source_that_is_not_of_the_state_warns(teaching):
    draft = replace(FACT, source=replace(SOURCE, url="https://dongthap.gov.vn.example.com/"))
    checked = teaching.check(ProposalKind.FACT, "khai_sinh", draft.edit())
    assert [w.kind for w in checked.warnings] == [WarningKind.NOT_OFFICIAL]
    assert teaching.check(ProposalKind.FACT, "khai_sinh", FACT.edit()).warnings == ()


def test_a_small_topic_is_checked_question_by_question(teaching):
    draft = TopicDraft(
        name="Chợ đêm Mỹ Hiệp", field="kinh_te_so", summary="Open.", source=SOURCE, review_by=date(2027, 5, 1),
        samples=["chợ đêm mở bữa nào", "giấy báo tử lấy ở đâu", "gọi 0912345678 hỏi chợ đêm"],
    )  # fmt: skip
    checked = teaching.check(ProposalKind.TOPIC, draft.id, draft.edit())
    assert checked.edit.file == "guides/cho_dem_my_hiep.yml"
    assert checked.edit.entry["samples"][2] == "gọi hỏi chợ đêm"
    assert {w.kind for w in checked.warnings} == {WarningKind.PERSONAL_DATA, WarningKind.NEAR_SAMPLE}


def test_what_a_live_model_holds_is_live_and_what_came_after_its_training_began_is_not(teaching, clock):
    first = teaching.approve(propose(teaching, "câu thứ nhất").id, by="minh")
    started = clock.now()
    clock.move(minutes=1)
    second = teaching.approve(propose(teaching, "câu thứ hai").id, by="minh")
    assert [p.id for p in teaching.model_serves("troly-2", started)] == [first.id]
    assert [p.id for p in teaching.untrained()] == [second.id]


def test_a_roll_back_lets_what_only_the_newer_model_held_wait_again(teaching, clock):
    first = teaching.approve(propose(teaching, "câu thứ nhất").id, by="minh")
    trained = clock.now()
    teaching.model_serves("troly-2", trained)
    clock.move(minutes=1)
    second = teaching.approve(propose(teaching, "câu thứ hai").id, by="minh")
    teaching.model_serves("troly-3", clock.now())
    assert [p.id for p in teaching.model_serves("troly-2", trained)] == [second.id]
    assert [p.id for p in teaching.untrained()] == [second.id]
    assert teaching._proposals.get(first.id).state is ProposalState.LIVE


def test_an_approved_proposal_can_be_taken_back(teaching, knowledge, reloads):
    approved = teaching.approve(propose(teaching).id, by="minh")
    with pytest.raises(KnowledgeError, match="expected why"):
        teaching.take_back(approved.id, by="minh", reason="")
    undone = teaching.take_back(approved.id, by="minh", reason="wrong topic")
    assert (undone.state, knowledge.undone) == (ProposalState.TAKEN_BACK, ["change-1"])
    assert len(reloads) == 2
    with pytest.raises(KnowledgeError, match="in force"):
        teaching.take_back(approved.id, by="minh", reason="again")


@pytest.mark.parametrize("written", [True, False])
def test_an_approval_that_a_crash_cut_short_is_finished_once(teaching, knowledge, proposals, written):
    proposal = propose(teaching)
    cut = replace(proposal, state=ProposalState.APPROVED, decided_by="minh", decided_at=proposal.proposed_at)
    proposals.move(cut, ProposalState.PROPOSED)
    if written:
        knowledge.apply(cut.edit, by="lan", approved_by="minh", reason=f"asked often #{cut.id}")
    assert teaching.finish_interrupted() == 1
    assert len(knowledge.made) == 1
    assert proposals.get(cut.id).change == "change-1"
    assert teaching.finish_interrupted() == 0


def test_a_question_that_is_not_ours_is_taught_as_such(teaching, knowledge):
    edit = not_ours_edit("đội nào vô địch")
    approved = teaching.approve(
        teaching.propose(ProposalKind.NOT_OURS, "", edit, reason="football", by="lan").id, by="minh"
    )
    assert knowledge.made[0][0].file == "not_ours.yml"
    assert approved.state is ProposalState.APPROVED


def test_telling_the_same_model_again_changes_nothing(teaching, clock):
    teaching.approve(propose(teaching).id, by="minh")
    assert len(teaching.model_serves("troly-2", clock.now())) == 1
    assert teaching.model_serves("troly-2", clock.now()) == []
