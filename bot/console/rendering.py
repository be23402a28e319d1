"""Turns a template and its values into a page. Everything is escaped; no template marks officers' text as safe."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.adapters.system_clock import LOCAL_ZONE
from bot.adapters.versioned_static import version_of
from bot.console.area import ROOT, NavigationEntry
from bot.console.texts_reader import ConsoleTexts

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


class Rendering:
    """The templates with what all of them use: `t` for texts, `local` for times, the navigation."""

    def __init__(self, navigation: tuple[NavigationEntry, ...], texts: ConsoleTexts, place: str | None) -> None:
        self.texts = texts
        self.navigation = navigation
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            t=texts.say, texts=texts.group, has_text=texts.has, root=ROOT, version=version_of(STATIC), place=place
        )
        self._environment.filters.update(local=local, thousands=thousands)

    def html(self, template: str, **values: Any) -> str:
        """The page as text."""
        return self._environment.get_template(template).render(**values)


def local(moment: datetime | None, form: str = "%H:%M %d/%m/%Y") -> str:
    """A moment as a clock in Viet Nam shows it."""
    return moment.astimezone(LOCAL_ZONE).strftime(form) if moment else ""


def thousands(number: int) -> str:
    """A whole number as it is written in Viet Nam: 12.345."""
    return f"{number:,}".replace(",", ".")
