"""Officers teach: a proposal is checked, approved by a second person, written under version, and goes live."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.domain.errors import KnowledgeError
from bot.domain.knowledge import Change, Edit, Knowledge, Preview
from bot.domain.overlap import SampleOverlap
from bot.domain.privacy import PersonalData, mask
from bot.domain.teaching import Proposal, ProposalKind, ProposalState
from bot.domain.text import clean
from bot.services.ports import Clock

MAX_SAMPLE_CHARACTERS = 600
MIN_SAMPLE_CHARACTERS = 3
FEW_WORDS = 2
_MASKS = re.compile(r"\[(?:" + "|".join(kind.value for kind in PersonalData) + r")\]")


class KnowledgeBase(Protocol):
    """The officers' files under version."""

    def load(self) -> Knowledge:
        """The shipped data with the officers' files of this moment."""

    def preview(self, edit: Edit) -> Preview:
        """What an edit would do; nothing is written."""

    def apply(self, edit: Edit, *, by: str, reason: str, approved_by: str = "") -> str:
        """Makes an edit and returns the id of the change. Raises KnowledgeError when it has a mistake."""

    def undo(self, identifier: str, *, by: str, reason: str) -> str:
        """Takes a change back by a new one and returns its id. Raises KnowledgeError when it cannot."""

    def changes(self, limit: int = 100) -> list[Change]:
        """The history, newest first."""


class ProposalStore(Protocol):
    """Keeps proposals; each method is one transaction."""

    def add(self, proposal: Proposal) -> Proposal:
        """Keeps a new proposal and gives it its id."""

    def get(self, identifier: int) -> Proposal | None:
        """One proposal, or None."""

    def listed(self, states: Iterable[ProposalState], limit: int = 100) -> list[Proposal]:
        """Proposals in these states, newest first."""

    def move(self, proposal: Proposal, before: ProposalState) -> bool:
        """Writes state, decision, change and model; False when the state is not `before` any more."""


class WarningKind(StrEnum):
    """What a reviewer should look at; none forbids the change."""

    NEAR_SAMPLE = "near_sample"
    SHORT_SAMPLE = "short_sample"
    COMMON_WORD = "common_word"
    PERSONAL_DATA = "personal_data"
    NOT_OFFICIAL = "not_official"


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning, with what it is about."""

    kind: WarningKind
    topic: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A proposal before it is kept: what it would do and what to look at."""

    edit: Edit
    preview: Preview
    warnings: tuple[Warned, ...]


class Teaching:
    """Proposals from the first check to the model that holds them."""

    def __init__(
        self,
        *,
        knowledge: KnowledgeBase,
        proposals: ProposalStore,
        clock: Clock,
        reload: Callable[[], object],
        one_person: Callable[[], bool] = lambda: False,
    ) -> None:
        """`reload` lets the running assistant read the knowledge again; `one_person` tells whether a commune with one
        officer lets the same person propose and approve."""
        self._knowledge = knowledge
        self._proposals = proposals
        self._clock = clock
        self._reload = reload
        self._one_person = one_person
        self._overlap = SampleOverlap()

    def get_ready(self) -> None:
        """Counts the sample questions of all topics, most of a second; otherwise the first check does."""
        self._samples()

    def check(self, kind: ProposalKind, topic: str, edit: Edit) -> Checked:
        """What a proposal would do. Personal data is taken out of taught questions, and the edit comes back without it.

        Raises:
            KnowledgeError: nothing is left of a question without its personal data.
        """
        found: frozenset[PersonalData] = frozenset()
        if kind in (ProposalKind.SAMPLE, ProposalKind.ALIAS, ProposalKind.NOT_OURS):
            text, found = without_personal_data(str(edit.entry))
            edit = replace(edit, entry=text)
        elif kind is ProposalKind.TOPIC:
            pairs = [without_personal_data(str(sample)) for sample in edit.entry["samples"]]
            found = frozenset().union(*(kinds for _, kinds in pairs))
            edit = replace(edit, entry=edit.entry | {"samples": list(dict.fromkeys(text for text, _ in pairs))})
        preview = self._knowledge.preview(edit)
        return Checked(edit, preview, (*_personal(found), *self._warnings(kind, topic, edit)))

    def propose(
        self, kind: ProposalKind, topic: str, edit: Edit, *, reason: str, by: str, question: str = ""
    ) -> Proposal:
        """Keeps a proposal for a reviewer.

        Raises:
            KnowledgeError: with every mistake; nothing is kept then.
        """
        checked = self.check(kind, topic, edit)
        problems = [*checked.preview.problems, *([] if reason.strip() else ["reason: expected why, got nothing"])]
        if problems:
            raise KnowledgeError("\n".join(problems))
        proposal = Proposal(
            id=0,
            kind=kind,
            topic=topic,
            edit=checked.edit,
            reason=mask(clean(reason)).text,
            proposed_by=by,
            proposed_at=self._clock.now(),
            question=question,
        )
        return self._proposals.add(proposal)

    def approve(self, identifier: int, *, by: str, note: str = "") -> Proposal:
        """Writes a proposal into the knowledge; facts are live with that, the rest waits for a training.

        Raises:
            KnowledgeError: decided already, the same person, or not fit any more.
        """
        proposal = self._waiting(identifier)
        if by == proposal.proposed_by and not self._one_person():
            raise KnowledgeError(f"{identifier}: expected another person to approve than {by}, who proposed it")
        approved = replace(
            proposal, state=ProposalState.APPROVED, decided_by=by, decided_at=self._clock.now(), note=clean(note)
        )
        if not self._proposals.move(approved, ProposalState.PROPOSED):
            raise KnowledgeError(f"{identifier}: expected a proposal that waits, got one that was just decided")
        try:
            return self._write(approved)
        except KnowledgeError:
            self._proposals.move(proposal, ProposalState.APPROVED)
            raise

    def reject(self, identifier: int, *, by: str, note: str) -> Proposal:
        """Turns a proposal down. Raises KnowledgeError when it was decided already or no reason is given."""
        proposal = self._waiting(identifier)
        if not note.strip():
            raise KnowledgeError(f"{identifier}: expected why it is rejected, got nothing")
        rejected = replace(
            proposal, state=ProposalState.REJECTED, decided_by=by, decided_at=self._clock.now(), note=clean(note)
        )
        if not self._proposals.move(rejected, ProposalState.PROPOSED):
            raise KnowledgeError(f"{identifier}: expected a proposal that waits, got one that was just decided")
        return rejected

    def withdraw(self, identifier: int, *, by: str) -> Proposal:
        """Takes one's own proposal back before it is decided. Raises KnowledgeError for another's or a decided one."""
        proposal = self._waiting(identifier)
        if by != proposal.proposed_by:
            raise KnowledgeError(f"{identifier}: expected {proposal.proposed_by}, who proposed it, got {by}")
        withdrawn = replace(proposal, state=ProposalState.TAKEN_BACK, decided_by=by, decided_at=self._clock.now())
        if not self._proposals.move(withdrawn, ProposalState.PROPOSED):
            raise KnowledgeError(f"{identifier}: expected a proposal that waits, got one that was just decided")
        return withdrawn

    def take_back(self, identifier: int, *, by: str, reason: str) -> Proposal:
        """Undoes an approved proposal by a change of its own. Raises KnowledgeError when it cannot be undone."""
        proposal = self._known(identifier)
        if proposal.state not in (ProposalState.APPROVED, ProposalState.LIVE) or not proposal.change:
            raise KnowledgeError(
                f"{identifier}: expected a proposal that is in force, got one that is {proposal.state}"
            )
        if not reason.strip():
            raise KnowledgeError(f"{identifier}: expected why it is taken back, got nothing")
        self._knowledge.undo(proposal.change, by=by, reason=clean(reason))
        undone = replace(proposal, state=ProposalState.TAKEN_BACK, note=clean(reason), decided_by=by)
        self._proposals.move(undone, proposal.state)
        self._reload()
        return undone

    def finish_interrupted(self) -> int:
        """Writes proposals that were approved when the program ended before they were written; returns how many."""
        written = {change.reason.rpartition("#")[2]: change.id for change in self._knowledge.changes(1000)}
        unwritten = [p for p in self._proposals.listed([ProposalState.APPROVED], 1000) if not p.change]
        for proposal in unwritten:
            change = written.get(str(proposal.id))
            if change:
                self._made(proposal, change)
            else:
                self._write(proposal)
        return len(unwritten)

    def model_serves(self, model: str, trained_at: datetime) -> list[Proposal]:
        """Tells which model serves now; returns the proposals whose state that changed.

        What was approved before its training began is live; what only newer models held waits (names sort by time).
        """
        waiting = self._proposals.listed([ProposalState.APPROVED], 1000)
        held = [p for p in waiting if p.change and p.decided_at and p.decided_at <= trained_at]
        lost = [p for p in self._proposals.listed([ProposalState.LIVE], 1000) if p.model > model]
        moved = [(replace(p, state=ProposalState.LIVE, model=model), p.state) for p in held]
        moved += [(replace(p, state=ProposalState.APPROVED, model=""), p.state) for p in lost]
        return [after for after, before in moved if self._proposals.move(after, before)]

    def untrained(self) -> list[Proposal]:
        """Approved proposals that wait for a training."""
        return [p for p in self._proposals.listed([ProposalState.APPROVED], 1000) if p.kind.needs_training]

    def _write(self, proposal: Proposal) -> Proposal:
        """The number at the end of the reason finds the change again after a crash."""
        reason = f"{proposal.reason} #{proposal.id}"
        change = self._knowledge.apply(
            proposal.edit, by=proposal.proposed_by, approved_by=proposal.decided_by, reason=reason
        )
        return self._made(proposal, change)

    def _made(self, proposal: Proposal, change: str) -> Proposal:
        state = ProposalState.APPROVED if proposal.kind.needs_training else ProposalState.LIVE
        made = replace(proposal, state=state, change=change)
        self._proposals.move(made, ProposalState.APPROVED)
        self._reload()
        return made

    def _waiting(self, identifier: int) -> Proposal:
        proposal = self._known(identifier)
        if proposal.state is not ProposalState.PROPOSED:
            raise KnowledgeError(f"{identifier}: expected a proposal that waits, got one that is {proposal.state}")
        return proposal

    def _known(self, identifier: int) -> Proposal:
        proposal = self._proposals.get(identifier)
        if proposal is None:
            raise KnowledgeError(f"{identifier}: expected the number of a proposal, got one that is not known")
        return proposal

    def _warnings(self, kind: ProposalKind, topic: str, edit: Edit) -> Iterable[Warned]:
        entry: Any = edit.entry
        if kind in (ProposalKind.SAMPLE, ProposalKind.NOT_OURS):
            yield from self._near(topic, [entry])
        elif kind is ProposalKind.TOPIC:
            yield from self._near(topic, entry["samples"])
            yield from _unofficial(entry["sources"].values())
        elif kind is ProposalKind.WORD:
            owners = self._samples().topics_with_word(entry["from"])
            if owners:
                yield Warned(WarningKind.COMMON_WORD, owners[0], str(len(owners)))
        elif kind is ProposalKind.FACT:
            yield from _personal(mask(entry.get("text", "")).found)
            yield from _unofficial([entry["source"]] if entry.get("source") else [])

    def _near(self, topic: str, samples: Sequence[str]) -> Iterable[Warned]:
        for sample in samples:
            if len(sample.split()) <= FEW_WORDS:
                yield Warned(WarningKind.SHORT_SAMPLE, topic, sample)
            for near in self._samples().near(sample, beside=topic):
                yield Warned(WarningKind.NEAR_SAMPLE, near.topic, near.sample)

    def _samples(self) -> SampleOverlap:
        self._overlap.update(self._knowledge.load().catalogue.topics)
        return self._overlap


def without_personal_data(text: str) -> tuple[str, frozenset[PersonalData]]:
    """A question to teach without personal data and without the marks that masking leaves.

    Raises:
        KnowledgeError: too little or too much is left.
    """
    masked = mask(clean(text))
    left = clean(_MASKS.sub(" ", masked.text))
    if not MIN_SAMPLE_CHARACTERS <= len(left) <= MAX_SAMPLE_CHARACTERS:
        raise KnowledgeError(
            f"text: expected {MIN_SAMPLE_CHARACTERS} to {MAX_SAMPLE_CHARACTERS} characters without personal data, "
            f"got {len(left)}"
        )
    return left, masked.found


def _personal(found: Iterable[PersonalData]) -> list[Warned]:
    return [Warned(WarningKind.PERSONAL_DATA, detail=kind.value) for kind in sorted(found)]


def _unofficial(sources: Iterable[dict[str, str]]) -> list[Warned]:
    """Sources whose address is none of the state's."""
    official = re.compile(r"https?://([a-z0-9-]+\.)*gov\.vn(/|:|\Z)")
    urls = [source.get("url", "") for source in sources]
    return [Warned(WarningKind.NOT_OFFICIAL, detail=url) for url in urls if url and not official.match(url)]
