"""The monthly report: what it says, from the same figures as the dashboard."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.altair_charts import Charts
from bot.console.indicator_view import CHARTED, MAIN, IndicatorView, chart_words
from bot.console.texts_reader import ConsoleTexts
from bot.domain.office_document import Block, Grid, Heading, OfficeDocument, Paragraph, Picture
from bot.domain.period import Period
from bot.services.indicators import Indicators

MOST_TOPICS = 15
TEXT_COLUMNS = ("field", "reason")
# Numbers of charts and tables; those of the communes come last, because a report of one commune has none.
CHARTS = {"time": 1, "topic": 2, "hour": 3, "commune": 4}
TABLES = {"time": 2, "topic": 3, "channel": 4, "goal": 5, "reason": 6, "commune": 7}
REMARKED = ("residents_reached", "replied_in_time", "helped")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who reports, from the settings; empty parts get the usual words."""

    superior: str = ""
    agency: str = ""
    place: str = ""
    recipients: str = ""
    signatory_title: str = ""
    signatory: str = ""


class MonthlyReport:
    """Composes the report."""

    def __init__(self, indicators: Indicators, charts: Charts, texts: ConsoleTexts, letterhead: Letterhead) -> None:
        self._indicators = indicators
        self._charts = charts
        self._texts = texts
        self._view = IndicatorView(indicators, texts)
        self._letterhead = letterhead

    def document(self, period: Period, commune: str | None = None) -> OfficeDocument:
        """The report of a period (a month, as a rule) and a commune or all of them."""
        head = self._letterhead
        place = head.place or self._say("some_place")
        agency = head.agency or self._say("agency", place=place[:1].lower() + place[1:])
        return OfficeDocument(
            superior=head.superior,
            agency=agency.upper(),
            number=self._say("number"),
            country=self._say("country"),
            motto=self._say("motto"),
            place_and_date=self._say("place_and_date", place=place, year=period.last.year),
            kind=self._say("kind"),
            subject=self._say("subject", period=self._name(period)),
            blocks=tuple(self._blocks(period, commune, agency)),
            recipients_title=self._say("recipients_title"),
            recipients=[part.strip() for part in (head.recipients or self._say("recipients")).split(";")],
            signatory_title=head.signatory_title or self._say("signatory_title"),
            signatory=head.signatory,
        )

    def _blocks(self, period: Period, commune: str | None, agency: str) -> list[Block]:
        figures = self._indicators.figures(period, commune)
        by_id = {figure.indicator.id: figure for figure in figures}
        words = self._view.words
        dates = {"first": f"{period.first:%d/%m/%Y}", "last": f"{period.last:%d/%m/%Y}"}
        blocks: list[Block] = [
            Paragraph(self._say("opening", agency=agency, period=self._name(period), **dates)),
            Paragraph(self._say("not_official")),
            Heading(self._say("results")),
        ]
        blocks += [Paragraph(f"{words.sentence(by_id[name])} {words.change(by_id[name])}") for name in MAIN]
        rows = [
            (
                figure.indicator.name["vi"],
                words.value(figure),
                "–" if figure.previous is None else words.number(figure.previous, figure.indicator.unit),
            )
            for figure in figures
        ]
        columns = (self._say("indicator"), self._say("value"), self._say("before"))
        blocks.append(Grid(self._table(1, self._say("indicators_of", period=self._name(period))), columns, rows))
        blocks.append(Heading(self._say("use")))
        for section in ("time", "topic", "hour", "channel", "goal"):
            blocks += self._section(section, period, commune)
        blocks.append(Heading(self._say("work")))
        work = ("handed_over", "reply_median", "reply_p90", "replied_in_time", "not_served", "outdated_served")
        blocks += [Paragraph(words.sentence(by_id[name])) for name in work]
        blocks += self._section("reason", period, commune)
        if commune is None:
            blocks += self._section("commune", period, commune)
        blocks.append(Heading(self._say("remarks")))
        for name in REMARKED:
            indicator = by_id[name].indicator
            blocks.append(Paragraph(self._say("remarks_text", name=indicator.name["vi"], bias=indicator.bias["vi"])))
        return blocks

    def _section(self, identifier: str, period: Period, commune: str | None) -> list[Block]:
        section = self._view.section(identifier, period, commune)
        name = self._texts.say(f"indicators.sections.{identifier}")
        blocks: list[Block] = []
        if identifier in CHARTED and section.chart:
            png = self._charts.draw(CHARTED[identifier], section.chart, chart_words(self._texts, identifier), "png")
            blocks.append(Picture(self._say("chart", number=CHARTS[identifier], name=name), png))
        if identifier != "hour":  # 24 columns are for the screen; the chart says it on paper
            columns = [self._texts.say(f"indicators.columns.{column}") for column in section.columns]
            texts = [number for number, column in enumerate(section.columns) if column in TEXT_COLUMNS or not number]
            rows = section.rows[:MOST_TOPICS] if identifier == "topic" else section.rows
            blocks.append(Grid(self._table(TABLES[identifier], name), columns, rows, texts))
        return blocks

    def _table(self, number: int, name: str) -> str:
        return self._say("table", number=number, name=name)

    def _name(self, period: Period) -> str:
        name = self._view.words.period(period)
        return name[0].lower() + name[1:]

    def _say(self, key: str, **values: object) -> str:
        return self._texts.say(f"report.{key}", **values)
