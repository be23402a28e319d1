"""The public page of the open data: read-only, suppressed, in the words of DCAT; differencing gives nothing away."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date
from types import SimpleNamespace

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels import open_data
from bot.domain.disclosure import LEAST_SHOWN
from tests.indicator.small_folder import fill_folder


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """A small log, so that many counts are below five."""
    found = fill_folder(tmp_path_factory.mktemp("counted"), turns=500)
    assert found.open_data.publish(date(2026, 10, 20)) == ["2026-09"]
    return found


@pytest.fixture
async def visitor(parts) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=open_data.routes(SimpleNamespace(indicator=parts)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://troly.test") as client:
        yield client


async def test_the_page_shows_months_and_leads_to_every_file(visitor):
    page = await visitor.get("/du-lieu-mo")
    assert page.status_code == 200
    assert "09/2026" in page.text
    assert "CC BY 4.0" in page.text
    for name in (
        "troly-open-data.csv",
        "troly-open-data.json",
        "troly-open-data.db",
        "metadata.json",
        "catalog.jsonld",
    ):
        assert f'href="/du-lieu-mo/{name}"' in page.text
        assert (await visitor.get(f"/du-lieu-mo/{name}")).status_code == 200, name


async def test_nothing_else_can_be_asked_for_and_nothing_can_be_sent(visitor):
    for path in ("release.json", "../release.json", "%2e%2e%2frelease.json", "troly.db", "page.html"):
        assert (await visitor.get(f"/du-lieu-mo/{path}")).status_code == 404, path
    assert (await visitor.post("/du-lieu-mo", data={"a": "b"})).status_code == 405
    assert "set-cookie" not in (await visitor.get("/du-lieu-mo")).headers


async def test_the_files_hold_the_same_cells(visitor, tmp_path):
    text = (await visitor.get("/du-lieu-mo/troly-open-data.csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    cells = (await visitor.get("/du-lieu-mo/troly-open-data.json")).json()["counts"]
    (tmp_path / "x.db").write_bytes((await visitor.get("/du-lieu-mo/troly-open-data.db")).content)
    with closing(sqlite3.connect(tmp_path / "x.db")) as made:
        stored = made.execute("select measure, period, breakdown, member, value from counts").fetchall()
    as_json = [(c["measure"], c["period"], c["breakdown"], c["member"], c["value"]) for c in cells]
    assert sorted(stored, key=repr) == sorted(as_json, key=repr)
    assert [(*row[:3], int(row[5]) if row[5] else None) for row in rows[1:]] == [(*c[:3], c[4]) for c in as_json]


async def test_small_counts_are_hidden_and_so_is_what_they_could_be_worked_out_from(visitor, parts):
    cells = (await visitor.get("/du-lieu-mo/troly-open-data.json")).json()["counts"]
    values = [cell["value"] for cell in cells]
    assert not any(value is not None and 0 < value < LEAST_SHOWN for value in values)
    true = parts.open_data_files.read().values
    small = sum(0 < value < LEAST_SHOWN for cell, value in true.items() if cell.is_published)
    assert 0 < small < values.count(None), "complementary cells are hidden as well"
    for breakdown in ("commune", "channel", "goal"):
        hidden = [c for c in cells if (c["measure"], c["breakdown"], c["value"]) == ("questions", breakdown, None)]
        assert len(hidden) != 1, f"one hidden {breakdown} is the total less the others"


async def test_the_catalogue_describes_the_files_in_the_words_of_dcat(visitor):
    found = (await visitor.get("/du-lieu-mo/catalog.jsonld")).json()
    assert found["@type"] == "dcat:Dataset"
    assert found["@context"]["dcat"] == "http://www.w3.org/ns/dcat#"
    assert found["dct:title"]["@language"] == "vi"
    assert found["dct:temporal"] == {"dcat:startDate": "2026-09", "dcat:endDate": "2026-09"}
    kinds = {one["dcat:mediaType"] for one in found["dcat:distribution"]}
    assert kinds == {"text/csv", "application/json", "application/vnd.sqlite3"}
    metadata = (await visitor.get("/du-lieu-mo/metadata.json")).json()
    table = metadata["databases"]["troly-open-data"]["tables"]["counts"]
    assert set(table["columns"]) == {"measure", "period", "breakdown", "member", "name", "value"}


async def test_subtracting_one_release_from_the_next_gives_no_small_count(visitor, parts):
    """A person who keeps every release: nothing changed, and no hidden cell is bounded to less than five of people."""
    first = (await visitor.get("/du-lieu-mo/troly-open-data.json")).json()["counts"]
    parts.open_data.publish(date(2026, 11, 25))
    second = (await visitor.get("/du-lieu-mo/troly-open-data.json")).json()["counts"]
    key = ("measure", "period", "breakdown", "member")
    before = {tuple(cell[name] for name in key): cell["value"] for cell in first}
    after = {tuple(cell[name] for name in key): cell["value"] for cell in second}
    assert {name: after[name] for name in before} == before
    for month in ("2026-09", "2026-10"):
        for measure, breakdown in (("questions", "commune"), ("questions", "channel"), ("residents", "channel")):
            parts_of = [value for name, value in after.items() if name[:3] == (measure, month, breakdown)]
            whole = after[measure, month, "*", "*"]
            if whole is None or None not in parts_of:
                continue
            left = whole - sum(value for value in parts_of if value is not None)
            assert left - (parts_of.count(None) - 1) >= LEAST_SHOWN, (measure, month, breakdown)


async def test_before_the_first_release_the_page_says_so(tmp_path):
    parts = fill_folder(tmp_path, turns=30)
    app = Starlette(routes=open_data.routes(SimpleNamespace(indicator=parts)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://troly.test") as client:
        assert "Chưa có tháng nào được công bố" in (await client.get("/du-lieu-mo")).text
        assert (await client.get("/du-lieu-mo/troly-open-data.csv")).status_code == 404


def test_the_true_counts_are_readable_by_their_owner_only(parts):
    private = parts.open_data_files.public.parent / "release.json"
    assert private.stat().st_mode & 0o077 == 0
    assert json.loads(private.read_text(encoding="utf-8"))["values"]
