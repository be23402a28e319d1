"""Checks a page with axe-core, which comes with the package axe-playwright-python."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Frame

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
SERIOUS = ("serious", "critical")


def axe_findings(frame: Frame) -> list[str]:
    """Serious and critical findings in one document (frames inside it are checked on their own)."""
    frame.evaluate(AXE)
    result: dict[str, Any] = frame.evaluate("axe.run(document, {iframes: false})")
    assert result["passes"], "axe checked nothing"
    return [
        f"{found['id']}: {node['html'][:200]}: {node['failureSummary'][:200]}"
        for found in result["violations"]
        if found["impact"] in SERIOUS
        for node in found["nodes"]
    ]
