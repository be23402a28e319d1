"""Wires the indicator: its definitions, figures, charts and open data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.adapters.altair_charts import Charts
from bot.adapters.export_files import FORMATS, write_file
from bot.adapters.export_forms import load_forms
from bot.adapters.indicator_registry import load_registry
from bot.adapters.indicator_store.figures import IndicatorFigures
from bot.adapters.indicator_store.files import IndicatorFiles
from bot.adapters.indicator_store.raw_rows import RawRows
from bot.adapters.indicator_store.roll_up import RollUp
from bot.adapters.indicator_store.rows_behind import RowsBehind
from bot.adapters.open_data_files import OpenDataFiles
from bot.adapters.yaml_reading import read_safely
from bot.application import IndicatorParts
from bot.bootstrap.project_data import catalogue
from bot.domain.indicator import Registry
from bot.services.exporting import Exporting
from bot.services.indicator_tables import IndicatorTables
from bot.services.indicators import Indicators, Place, Subject
from bot.services.open_data import OpenData
from bot.settings import PROJECT, Settings


@cache
def registry() -> Registry:
    """The definitions of the indicators, read once."""
    return load_registry(PROJECT / "data" / "indicators.yml")


@cache
def open_data_texts() -> Mapping[str, str]:
    """The words of the open data, for its page and its metadata."""
    path = PROJECT / "bot" / "channels" / "open_data_pages" / "texts.yml"
    texts: Mapping[str, str] = read_safely(path.read_text(encoding="utf-8"))
    return texts


@cache
def charts() -> Charts:
    """The one painter of charts; its child process starts with the first chart."""
    return Charts()


def build_indicators(settings: Settings) -> IndicatorParts:
    """Wires the indicator over the log of a data folder."""
    files = IndicatorFiles(settings.indicator, settings.database)
    known = catalogue()
    places = {place.id: Place(place.id, place.name, place.people) for place in known.localities.values()}
    subjects = {}
    for topic in known.topics:
        field = known.fields[topic.field]
        subjects[topic.id] = Subject(topic.id, topic.name, field.name, field.goal)
    indicators = Indicators(registry(), IndicatorFigures(files), places, subjects)
    forms, raw_forms = load_forms(PROJECT / "data" / "export_tables.yml")
    tables = IndicatorTables(indicators, forms)
    published = OpenDataFiles(settings.open_data, open_data_texts(), settings.public_url)
    endings = {name: ending for name, (ending, _) in FORMATS.items()}
    return IndicatorParts(
        files=files,
        roll_up=RollUp(files, registry().rules),
        indicators=indicators,
        tables=tables,
        rows_behind=RowsBehind(files, registry().rules),
        charts=charts(),
        exporting=Exporting(tables, RawRows(files, registry().rules), raw_forms, endings, write_file),
        open_data=OpenData(indicators, published),
        open_data_files=published,
    )
