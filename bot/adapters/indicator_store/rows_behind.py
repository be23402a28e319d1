"""The turns behind a figure: the newest ones that its numerator counts, without text and without resident."""

from __future__ import annotations

from datetime import timedelta

from bot.adapters.indicator_store.files import IndicatorFiles
from bot.adapters.indicator_store.staging import TOPIC
from bot.adapters.indicator_store.working_calendar import WorkingCalendar
from bot.domain.counting_rules import CountingRules
from bot.domain.period import Period, start_of
from bot.domain.working_time import WorkingTime

SHOWN = 100
_QUESTION = "exists (select 1 from log.questions q where q.turn = e.turn{more})"
# By measure, as the definitions say; measures that are counted over a whole period have the turns that they come from.
CONDITIONS = {
    "turns": "1",
    "questions": "e.outcome <> 'smalltalk'",
    "residents": "e.outcome <> 'smalltalk' and not e.assisted",
    "answers": "e.outcome = 'answered'",
    "clarified": "e.outcome = 'clarified'",
    "resolved": "e.outcome = 'clarified' and exists (select 1 from log.usage_events n where n.resident = e.resident"
    " and n.outcome = 'answered' and n.at > e.at"
    " and n.at <= strftime('%Y-%m-%dT%H:%M:%f+00:00', e.at, '+' || :resolved_minutes || ' minutes'))",
    "handed": _QUESTION.format(more=""),
    "in_time": _QUESTION.format(more=" and q.replied_at is not null and is_in_time(q.asked_at, q.replied_at)"),
    "median_minutes": _QUESTION.format(more=" and q.replied_at is not null"),
    "p90_minutes": _QUESTION.format(more=" and q.replied_at is not null"),
    "helped": "e.helped = 1",
    "opened": "e.outcome = 'answered' and exists (select 1 from log.link_clicks c where c.turn = e.turn)",
    "outside_hours": "e.outcome <> 'smalltalk' and not is_open(e.at)",
    "assisted_questions": "e.outcome <> 'smalltalk' and e.assisted",
    "not_served": "e.outcome in ('unanswered', 'out_of_scope', 'error')",
    "outdated": "e.outcome = 'answered' and e.reason = 'past_review'",
    "repeated": "{topic} <> '' and exists (select 1 from log.usage_events p where p.resident = e.resident"
    " and p.at >= datetime(date(e.at, '+7 hours', '-' || :repeated_days || ' days'), '-7 hours')"
    " and date(p.at, '+7 hours') >= date(e.at, '+7 hours', '-' || :repeated_days || ' days')"
    " and date(p.at, '+7 hours') < date(e.at, '+7 hours') and {earlier} = {topic})",
}


class RowsBehind:
    """Reads turns of the log for the pages of officers."""

    def __init__(self, files: IndicatorFiles, rules: CountingRules, shipped: WorkingTime) -> None:
        self._files = files
        self._rules = rules
        self._shipped = shipped

    def newest(self, measure: str, period: Period, commune: str | None = None) -> list[dict[str, object]] | None:
        """The newest turns that a measure counts; None for measures that no list of turns explains."""
        if measure not in CONDITIONS:
            return None
        rules = self._rules
        marks = ", ".join("?" * len(rules.test_channels))
        condition = CONDITIONS[measure].format(
            topic=f"({TOPIC})",
            earlier=f"({TOPIC.replace('e.', 'p.')})",
        )
        for index, _ in enumerate(rules.test_channels):
            marks = marks.replace("?", f":channel{index}", 1)
        place = "" if commune is None else "and coalesce(e.locality, '') = :commune"
        sql = (
            f"select e.at, e.locality, e.channel, e.outcome, e.reason, e.helped, {TOPIC} as topic"
            f" from log.usage_events e where e.at >= :start and e.at < :end and e.channel not in ({marks}) {place}"
            f" and ({condition}) order by e.at desc limit {SHOWN}"
        )
        values: dict[str, object] = {f"channel{index}": name for index, name in enumerate(rules.test_channels)}
        values |= {
            "start": start_of(period.first).isoformat(timespec="milliseconds"),
            "end": start_of(period.last + timedelta(days=1)).isoformat(timespec="milliseconds"),
            "commune": commune,
            "resolved_minutes": rules.resolved_minutes,
            "repeated_days": rules.repeated_days,
        }
        with self._files.reading() as connection:
            WorkingCalendar.in_force(connection, self._shipped).put_into(connection)
            cursor = connection.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]
