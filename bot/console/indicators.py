"""The indicator: dashboard, definitions, the turns behind a figure, and charts."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from bot.console.area import ROOT, Area, Handler, NavigationEntry, get
from bot.console.indicator_view import CHARTED, MAIN, SECTIONS, IndicatorView, chart_words
from bot.console.report_making import make_report
from bot.console.visit import Visit
from bot.domain.counting_rules import UNKNOWN, WHOLE
from bot.domain.errors import ExportError, StoreError
from bot.domain.officer import Role
from bot.domain.period import ABOVE_DAY, Grain, Period

PATH = "/chi-so"
RECENT = 12


def _once_counted(handler: Handler) -> Handler:
    """Shows a page that says what to do where a handler finds no roll-up yet."""

    @wraps(handler)
    async def handle(visit: Visit) -> Response:
        try:
            return await handler(visit)
        except StoreError:
            return visit.page("indicators/nothing.html")

    return handle


@_once_counted
async def show(visit: Visit) -> Response:
    """The dashboard of a period and a commune."""
    values = await run_in_threadpool(_dashboard, visit)
    return visit.page("indicators/dashboard.html", **values)


@_once_counted
async def definition(visit: Visit) -> Response:
    """The definition of an indicator, with its figure in the chosen period and what it is made of."""
    indicators = visit.application.indicator.indicators
    indicator = indicators.indicator(visit.path_values["indicator"])
    if indicator is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    values = await run_in_threadpool(_chosen, visit)
    period = values["period"]
    figures = await run_in_threadpool(indicators.figures, period, values["commune"]) if period else []
    figure = next((found for found in figures if found.indicator is indicator), None)
    supported = indicators.registry.supported
    return visit.page("indicators/definition.html", indicator=indicator, supported=supported, figure=figure, **values)


@_once_counted
async def rows(visit: Visit) -> Response:
    """The turns behind a figure."""
    parts = visit.application.indicator
    indicator = parts.indicators.indicator(visit.path_values["indicator"])
    values = await run_in_threadpool(_chosen, visit)
    period = values["period"]
    if indicator is None or period is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    found = await run_in_threadpool(parts.rows_behind.newest, indicator.numerator, period, values["commune"])
    measures = await run_in_threadpool(parts.indicators.measures, period, values["commune"])
    shown = [
        {
            **row,
            "at": datetime.fromisoformat(str(row["at"])),
            "topic": parts.indicators.subject(str(row["topic"])).name,
            "locality": parts.indicators.place(str(row["locality"] or UNKNOWN)).name,
        }
        for row in found or []
    ]
    return visit.page(
        "indicators/rows.html",
        indicator=indicator,
        shown=None if found is None else shown,
        total=measures.get(indicator.numerator) or 0,
        **values,
    )


async def chart(visit: Visit) -> Response:
    """A chart as SVG."""
    section = visit.path_values["section"]
    if section not in CHARTED:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    try:
        svg = await run_in_threadpool(_chart, visit, section)
    except StoreError:
        svg = None
    if svg is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    return Response(svg, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=60"})


@_once_counted
async def export(visit: Visit) -> Response:
    """The figures of the chosen period as a file."""
    form = visit.path_values["form"]
    period = (await run_in_threadpool(_chosen, visit))["period"]
    parts = visit.application.indicator
    if form not in parts.exporting.endings or period is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    visit.desk.auditing.record(visit.officer.name, "indicator.export", f"{period.id} {form}")
    return await run_in_threadpool(
        _download, lambda folder: parts.exporting.export(folder, form, period.first, period.last)
    )


@_once_counted
async def report(visit: Visit) -> Response:
    """The report of the chosen period as Word or PDF."""
    form = visit.path_values["form"]
    values = await run_in_threadpool(_chosen, visit)
    period, application = values["period"], visit.application
    if form not in ("docx", "pdf") or period is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    visit.desk.auditing.record(visit.officer.name, "indicator.report", f"{period.id} {form}")

    def make(folder: Path) -> Path:
        return make_report(
            application.indicator, application.settings, period, folder, commune=values["commune"], pdf=form == "pdf"
        )

    try:
        return await run_in_threadpool(_download, make)
    except ExportError:
        return visit.go(f"{PATH}?{values['query']}", flash="indicators.no_pdf", kind="problem")


def _download(make: Callable[[Path], Path]) -> Response:
    """A file made in a folder that goes away after it was sent."""
    folder = tempfile.mkdtemp(prefix="troly-")
    try:
        path = make(Path(folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, filename=path.name, background=gone)


def _view(visit: Visit) -> IndicatorView:
    return IndicatorView(visit.application.indicator.indicators, visit.rendering.texts)


def _chosen(visit: Visit) -> dict[str, Any]:
    """Period and commune of the address, with what the pages need to show and keep them."""
    view = _view(visit)
    period, is_proper = view.choose(visit.query.get("ky"))
    known = visit.application.indicator.indicators.store.communes()
    commune = visit.query.get("xa")
    is_known = commune in (None, WHOLE, *known)
    if commune == WHOLE or not is_known:
        commune = None
    link: dict[str, str] = {"ky": period.id} if period else {}
    if commune is not None:
        link["xa"] = commune
    return {
        "view": view,
        "words": view.words,
        "period": period,
        "commune": commune,
        "is_proper": is_proper,
        "is_known": is_known,
        "address": f"{ROOT}{PATH}",
        "query": urlencode(link),
    }


def _dashboard(visit: Visit) -> Mapping[str, Any]:
    indicators = visit.application.indicator.indicators
    values = _chosen(visit)
    view, period, commune = values["view"], values["period"], values["commune"]
    if period is None:
        raise StoreError("expected a counted period, got an empty log")
    figures = {figure.indicator.id: figure for figure in indicators.figures(period, commune)}
    last = indicators.latest(Grain.DAY)
    is_empty = not indicators.measures(period, commune).get("turns")
    names = [] if is_empty else [name for name in SECTIONS if name != "commune" or commune is None]
    sections = [view.section(name, period, commune) for name in names]
    return {
        **values,
        "main": [figures[name] for name in MAIN],
        "figures": list(figures.values()),
        "sections": sections,
        "is_empty": is_empty,
        "charted": CHARTED,
        "last_day": last.last if last else None,
        "choices": _choices(visit, period),
        "communes": [
            (name, indicators.place(name).name if name != UNKNOWN else "") for name in indicators.store.communes()
        ],
    }


def _choices(visit: Visit, period: Period) -> list[tuple[Grain, list[Period]]]:
    """Recent periods of every kind, the chosen one among them."""
    choices = []
    for grain in reversed(ABOVE_DAY):
        periods = visit.application.indicator.indicators.store.periods(grain)[-RECENT:]
        if period.grain is grain and period not in periods:
            periods = [period, *periods]
        choices.append((grain, periods[::-1]))
    if period.grain is Grain.DAY:
        choices.append((Grain.DAY, [period]))
    return choices


def _chart(visit: Visit, section: str) -> bytes | None:
    values = _chosen(visit)
    if values["period"] is None:
        return None
    found = values["view"].section(section, values["period"], values["commune"])
    words = chart_words(visit.rendering.texts, section)
    return visit.application.indicator.charts.draw(CHARTED[section], found.chart, words)


AREA = Area(
    routes=(
        get(PATH, show, Role.OFFICER),
        get(f"{PATH}/bieu-do/{{section}}", chart, Role.OFFICER),
        get(f"{PATH}/tai/{{form}}", export, Role.OFFICER),
        get(f"{PATH}/bao-cao/{{form}}", report, Role.OFFICER),
        get(f"{PATH}/{{indicator}}", definition, Role.OFFICER),
        get(f"{PATH}/{{indicator}}/luot", rows, Role.OFFICER),
    ),
    navigation=(NavigationEntry("indicators", PATH, Role.OFFICER),),
)
