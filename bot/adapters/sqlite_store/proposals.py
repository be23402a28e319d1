"""Proposals of officers in SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp
from bot.domain.knowledge import Edit
from bot.domain.teaching import Proposal, ProposalKind, ProposalState


class SqliteProposals:
    """The port `ProposalStore` over one SQLite file."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, proposal: Proposal) -> Proposal:
        """Keeps a new proposal and gives it its id."""
        row = _row(proposal)
        del row["id"]
        with self._db.atomic():
            table = self._db.table("proposals").insert(row)
        return replace(proposal, id=int(table.last_pk))

    def get(self, identifier: int) -> Proposal | None:
        """One proposal, or None."""
        row = next(iter(self._db.query("select * from proposals where id = ?", [identifier])), None)
        return _proposal(row) if row else None

    def listed(self, states: Iterable[ProposalState], limit: int = 100) -> list[Proposal]:
        """Proposals in these states, newest first."""
        chosen = json.dumps([state.value for state in states])
        rows = self._db.query(
            "select * from proposals where state in (select value from json_each(?)) order by id desc limit ?",
            [chosen, limit],
        )
        return [_proposal(row) for row in rows]

    def of_question(self, code: str) -> list[Proposal]:
        """Proposals that a question gave the reason for, newest first."""
        rows = self._db.query("select * from proposals where question = ? order by id desc", [code])
        return [_proposal(row) for row in rows]

    def counts(self) -> dict[ProposalState, int]:
        """Number of proposals in each state."""
        rows = self._db.query("select state, count(*) as number from proposals group by state")
        return {ProposalState(row["state"]): row["number"] for row in rows}

    def move(self, proposal: Proposal, before: ProposalState) -> bool:
        """Writes state, decision, change and model; False when the state is not `before` any more."""
        row = _row(proposal)
        with self._db.atomic():
            cursor = self._db.execute(
                "update proposals set state = ?, decided_by = ?, decided_at = ?, note = ?, change = ?, model = ?"
                " where id = ? and state = ?",
                [
                    row["state"], row["decided_by"], row["decided_at"], row["note"], row["change"], row["model"],
                    proposal.id, before.value,
                ],
            )  # fmt: skip
            return bool(cursor.rowcount)


def _row(proposal: Proposal) -> dict[str, Any]:
    return asdict(proposal) | {
        "kind": proposal.kind.value,
        "state": proposal.state.value,
        "edit": json.dumps(asdict(proposal.edit), ensure_ascii=False),
        "proposed_at": stamp(proposal.proposed_at),
        "decided_at": stamp(proposal.decided_at) if proposal.decided_at else None,
    }


def _proposal(row: Mapping[str, Any]) -> Proposal:
    return Proposal(
        id=row["id"],
        kind=ProposalKind(row["kind"]),
        topic=row["topic"],
        edit=Edit(**json.loads(row["edit"])),
        reason=row["reason"],
        proposed_by=row["proposed_by"],
        proposed_at=datetime.fromisoformat(row["proposed_at"]),
        question=row["question"] or "",
        state=ProposalState(row["state"]),
        decided_by=row["decided_by"] or "",
        decided_at=datetime.fromisoformat(row["decided_at"]) if row["decided_at"] else None,
        note=row["note"] or "",
        change=row["change"] or "",
        model=row["model"] or "",
    )
