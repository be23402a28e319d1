"""Draws the risk-coverage curve as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.domain.risk_coverage import CurvePoint, area_under

INCHES = (7.0, 4.2)
STYLE = {"svg.hashsalt": "troly", "svg.fonttype": "none"}  # the same curve gives the same file


def draw_curves(curves: Mapping[str, Sequence[CurvePoint]], path: Path) -> None:
    """Writes one picture with a line for each named curve."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=INCHES, layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.subplots()
        for name, points in curves.items():
            coverage, risk = [100 * p.coverage for p in points], [100 * p.risk for p in points]
            label = f"{name}: mean risk {100 * area_under(points):.1f} %"
            axes.step(coverage, risk, where="post", label=label)
            if points:
                axes.plot(coverage[-1:], risk[-1:], "o", color=axes.lines[-1].get_color())
        axes.set_xlabel("coverage: share of all questions that get an answer or a choice (%)")
        axes.set_ylabel("risk: harmful among those (%)")
        axes.set_xlim(0, 100)
        axes.set_ylim(bottom=0)
        axes.grid(visible=True, alpha=0.3)
        axes.legend(loc="upper left")
        figure.savefig(path, format="svg", metadata={"Date": None})
