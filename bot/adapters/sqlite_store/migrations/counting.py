"""What the indicator counts besides turns: opened links, assisted use, and how often each day has changed."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("counting")

# Viet Nam has had no other offset since 1975; tests compare it with the time zone database.
LOCAL_DAY = "date({moment}, '+7 hours')"
# A question that was asked back is resolved by an answer within this time, perhaps after midnight.
RESOLVED_WITHIN = "-30 minutes"


@MIGRATIONS()
def create_link_clicks(db: Database) -> None:
    """Official pages that residents opened from an answer; the host and the topic only, never the whole address."""
    db.table("link_clicks").create(
        {"id": int, "turn": str, "at": str, "topic": str, "host": str}, pk="id", not_null={"turn", "at"}
    )
    db.table("link_clicks").create_index(["turn"])
    db.table("link_clicks").create_index(["at"])
    db.table("questions").create_index(["turn"])


@MIGRATIONS()
def create_assisting(db: Database) -> None:
    """Conversations in which somebody asks for another person, until when; and the mark on the turns."""
    db.table("assisting").create({"resident": str, "until": str}, pk="resident", not_null={"until"})
    db.table("usage_events").add_column("assisted", int, not_null_default=0)


@MIGRATIONS()
def create_day_changes(db: Database) -> None:
    """How often each local day has changed; the roll-up compares it with what it last saw, and writes nothing here."""
    db.table("day_changes").create({"day": str, "changes": int}, pk="day", not_null={"changes"})
    for name, event, turn in (
        ("usage_events_added", "insert on usage_events", None),
        (
            "usage_events_changed",
            "update of at, channel, resident, locality, outcome, topics, reason, helped, assisted on usage_events",
            None,
        ),
        ("questions_added", "insert on questions", "new.turn"),
        ("questions_changed", "update of state, replied_at on questions", "new.turn"),
        ("link_clicks_added", "insert on link_clicks", "new.turn"),
    ):
        source = f"(select at from usage_events where turn = {turn})" if turn else "(select new.at as at)"
        found = (
            f"select {LOCAL_DAY.format(moment='at')} as day from {source}"
            f" union select date(at, '+7 hours', '{RESOLVED_WITHIN}') from {source}"
        )
        db.execute(
            f"create trigger {name} after {event} begin"
            f" insert into day_changes (day, changes) select day, 1 from ({found}) where day is not null"
            f" on conflict (day) do update set changes = changes + 1; end"
        )
