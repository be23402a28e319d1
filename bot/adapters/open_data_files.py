"""The open data on disk: the release with true values (private) and the public files beside it.

Public: `troly-open-data.csv`, `.json`, `.db` (for Datasette, with `metadata.json`), `catalog.jsonld` (DCAT style).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from bot.adapters.export_files import as_json, as_sqlite
from bot.adapters.export_files.as_csv import write_table
from bot.domain.open_release import Cell, Release
from bot.domain.table import Column, Table, TableForm
from bot.services.open_data import PublishedCell

FORM = TableForm(
    "counts",
    {"vi": "counts", "en": "counts"},
    tuple(
        Column(name, kind, {"vi": name, "en": name})
        for name, kind in (
            ("measure", "text"), ("period", "text"), ("breakdown", "text"), ("member", "text"), ("name", "text"),
            ("value", "integer"),
        )
    ),
)  # fmt: skip
NAME = "troly-open-data"
PUBLIC = {
    f"{NAME}.csv": "text/csv; charset=utf-8",
    f"{NAME}.json": "application/json",
    f"{NAME}.db": "application/vnd.sqlite3",
    "metadata.json": "application/json",
    "catalog.jsonld": "application/ld+json",
}


class OpenDataFiles:
    """The port `ReleaseStore` over a folder."""

    def __init__(self, folder: Path, texts: Mapping[str, str], address: str) -> None:
        self._folder = folder
        self._texts = texts
        self._address = address.rstrip("/")

    @property
    def public(self) -> Path:
        """The folder that everybody may read."""
        return self._folder / "public"

    def read(self) -> Release:
        """The release so far; an empty one at first."""
        path = self._folder / "release.json"
        if not path.exists():
            return Release()
        data = json.loads(path.read_text(encoding="utf-8"))
        return Release(
            values={Cell(*key): value for *key, value in data["values"]},
            hidden={Cell(*key) for key in data["hidden"]},
            parents=data["parents"],
        )

    def write(self, release: Release, cells: Sequence[PublishedCell]) -> None:
        """Keeps a release and writes its public files; the private file is readable by the owner only."""
        self.public.mkdir(parents=True, exist_ok=True)
        rows = [astuple(cell) for cell in cells]
        with _whole(self.public / f"{NAME}.csv") as part, part.open("w", encoding="utf-8", newline="") as file:
            write_table(FORM, rows, file)
        for name, write in ((f"{NAME}.json", as_json.write), (f"{NAME}.db", as_sqlite.write)):
            with _whole(self.public / name) as part:
                write([Table(FORM, rows)], part)
        self._write_text("metadata.json", self._datasette())
        self._write_text("catalog.jsonld", self._dcat(release))
        data = {
            "values": [[*astuple(cell), value] for cell, value in release.values.items()],
            "hidden": [list(astuple(cell)) for cell in sorted(release.hidden, key=astuple)],
            "parents": release.parents,
        }
        private = self._folder / "release.json.part"
        with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False)
        private.replace(self._folder / "release.json")

    def _write_text(self, name: str, data: Mapping[str, Any]) -> None:
        with _whole(self.public / name) as part:
            part.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def _datasette(self) -> Mapping[str, Any]:
        return {
            "title": self._texts["title"],
            "description": self._texts["description"],
            "license": "CC BY 4.0",
            "license_url": "https://creativecommons.org/licenses/by/4.0/",
            "databases": {
                NAME: {
                    "tables": {
                        "counts": {
                            "description": self._texts["hidden"],
                            "facets": ["measure", "period", "breakdown"],
                            "columns": {name: self._texts[name] for name in (column.id for column in FORM.columns)},
                        }
                    }
                }
            },
        }

    def _dcat(self, release: Release) -> Mapping[str, Any]:
        months = release.months
        return {
            "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
            "@type": "dcat:Dataset",
            "dct:title": {"@value": self._texts["title"], "@language": "vi"},
            "dct:description": {"@value": self._texts["description"], "@language": "vi"},
            "dct:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
            "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/MONTHLY"},
            "dct:temporal": {"dcat:startDate": months[0], "dcat:endDate": months[-1]},
            "dcat:distribution": [
                {
                    "@type": "dcat:Distribution",
                    "dcat:downloadURL": {"@id": f"{self._address}/du-lieu-mo/{name}"},
                    "dcat:mediaType": kind.split(";")[0],
                }
                for name, kind in PUBLIC.items()
                if name.startswith(NAME)
            ],
        }


class _whole:
    """A path beside the real one, which takes its place when the block ends without an error."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")

    def __enter__(self) -> Path:
        self._part.unlink(missing_ok=True)
        return self._part

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)
