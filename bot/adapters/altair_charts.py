"""Charts as SVG or PNG, drawn by Vega-Altair in a process of their own, so that drawing never holds up a turn."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from typing import Any

WIDTH = 640
BAR_HEIGHT = 24
BRAND = "#0b4a7d"
SECOND = "#c24b00"
FONT = "system-ui, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
KINDS = ("lines", "bars", "heat")
REMEMBERED = 256

Rows = Sequence[Mapping[str, Any]]


class Charts:
    """Draws charts in one child process, which starts with the first of them; what was drawn before is remembered."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._drawn = lru_cache(maxsize=REMEMBERED)(self._draw)

    def draw(self, kind: str, rows: Rows, words: Mapping[str, str], form: str = "svg") -> bytes:
        """A chart.

        Args:
            kind: `lines` (fields x, y, series), `bars` (label, y) or `heat` (x, label, y); x is in order of appearance.
            words: titles by field, as readers see them.
            form: svg or png.
        """
        if kind not in KINDS or form not in ("svg", "png"):
            raise ValueError(f"expected one of {KINDS} as svg or png, got {kind!r} as {form!r}")
        frozen = tuple(tuple(row.items()) for row in rows)
        return self._drawn(kind, frozen, tuple(words.items()), form)

    def close(self) -> None:
        """Ends the child process."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _draw(self, kind: str, rows: tuple[Any, ...], words: tuple[Any, ...], form: str) -> bytes:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        return self._pool.submit(drawn, kind, [dict(row) for row in rows], dict(words), form).result()


def drawn(kind: str, rows: list[dict[str, Any]], words: dict[str, str], form: str) -> bytes:
    """Draws in the child process."""
    import vl_convert

    spec = _SPECIFICATIONS[kind](rows, words).to_dict()
    if form == "png":
        return bytes(vl_convert.vegalite_to_png(spec, scale=2))
    return vl_convert.vegalite_to_svg(spec).encode()


def _lines(rows: list[dict[str, Any]], words: dict[str, str]) -> Any:
    import altair as alt

    order = list(dict.fromkeys(row["x"] for row in rows))
    series = list(dict.fromkeys(row["series"] for row in rows))
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("x:O", title=words["x"], sort=order, axis=alt.Axis(labelAngle=0, labelOverlap=True, labelSeparation=8)),
        y=alt.Y("y:Q", title=words["y"], axis=alt.Axis(tickMinStep=1)),
        color=alt.Color(
            "series:N", title=None, sort=series, scale=alt.Scale(domain=series, range=[BRAND, SECOND]),
            legend=alt.Legend(orient="top"),
        ),
        strokeDash=alt.StrokeDash("series:N", sort=series, legend=None),
    )  # fmt: skip
    return _styled(alt.layer(base.mark_line(strokeWidth=2.5), base.mark_point(filled=True, size=45)), height=240)


def _bars(rows: list[dict[str, Any]], words: dict[str, str]) -> Any:
    import altair as alt

    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("label:N", title=None, sort=[row["label"] for row in rows], axis=alt.Axis(labelLimit=300)),
        x=alt.X("y:Q", title=words["y"], axis=alt.Axis(tickMinStep=1)),
    )
    values = base.mark_text(align="left", dx=4).encode(text=alt.Text("y:Q", format=",.0f"))
    return _styled(alt.layer(base.mark_bar(color=BRAND), values), height=max(80, BAR_HEIGHT * len(rows)))


def _heat(rows: list[dict[str, Any]], words: dict[str, str]) -> Any:
    import altair as alt

    columns, lines = (list(dict.fromkeys(row[name] for row in rows)) for name in ("x", "label"))
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_rect(stroke="white")
        .encode(
            x=alt.X("x:O", title=words["x"], sort=columns, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("label:N", title=None, sort=lines),
            color=alt.Color("y:Q", title=words["y"], scale=alt.Scale(scheme="blues")),
        )
    )
    return _styled(chart, height=200)


def _styled(chart: Any, *, height: int) -> Any:
    return (
        chart.properties(width=WIDTH, height=height, background="white")
        .configure(font=FONT, locale=_vietnamese_numbers())
        .configure_axis(labelFontSize=13, titleFontSize=13)
        .configure_legend(labelFontSize=13, titleFontSize=13)
        .configure_text(fontSize=12)
        .configure_view(stroke=None)
    )


def _vietnamese_numbers() -> Any:
    import altair as alt

    return alt.Locale(
        number=alt.NumberLocale(decimal=",", thousands=".", grouping=[3], currency=["", ""]),
    )


_SPECIFICATIONS = {"lines": _lines, "bars": _bars, "heat": _heat}
