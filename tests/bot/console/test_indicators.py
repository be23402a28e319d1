"""The dashboard over two believable months: filters, sentences, drilling, tables, roles, and what strangers try."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from dataclasses import replace
from html import unescape
from itertools import zip_longest

import pytest

from bot.bootstrap import wire, wire_desk
from bot.console.indicator_view import CHARTED, IndicatorView
from bot.console.texts_reader import ConsoleTexts
from bot.domain.officer import Role
from bot.domain.period import Period
from bot.settings import read_settings
from tests.indicator.small_folder import fill_folder
from tests.indicator.workbook import read_workbook

PATH = "/console/chi-so"
OCTOBER = Period.parse("2026-10")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("counted")
    fill_folder(found)
    return found


@pytest.fixture
def application(folder, database, clock, engine, passwords):
    settings = read_settings({"TROLY_LOCALITY": "xa_my_tho", "TROLY_DATA_DIR": str(folder)})
    made = wire(settings, database, engine, b"k" * 32, clock=clock)
    yield replace(made, desk=wire_desk(database, clock, passwords))
    made.indicator.charts.close()


@pytest.fixture
async def officer(sign_in):
    return await sign_in(Role.OFFICER)


async def shown(browser, path: str) -> str:
    page = await browser.get(path)
    assert page.status_code == 200, path
    return unescape(page.text)


async def test_period_and_commune_are_chosen_in_the_address(officer, application):
    indicators = application.indicator.indicators
    for period, commune in (("2026-10", None), ("2026-09", "xa_ba_sao"), ("2026-Q3", None), ("2026-W40", "xa_my_tho")):
        text = await shown(officer, f"{PATH}?ky={period}" + (f"&xa={commune}" if commune else ""))
        questions = indicators.measures(Period.parse(period), commune)["questions"]
        assert f'<p class="big">{questions:,}</p>'.replace(",", ".") in text, (period, commune)
        assert re.search(rf'<option value="{period}" selected>', text)
    assert "Tháng 10/2026" in await shown(officer, PATH), "the newest month comes first"


async def test_four_figures_lead_each_with_its_change_and_a_sentence(officer, application):
    text = await shown(officer, f"{PATH}?ky=2026-10")
    assert text.count('class="card figure"') == 4
    figures = {figure.indicator.id: figure for figure in application.indicator.indicators.figures(OCTOBER)}
    words = IndicatorView(application.indicator.indicators, ConsoleTexts.load()).words
    for name in ("residents_reached", "questions", "answered", "replied_in_time"):
        assert words.sentence(figures[name]) in text
        assert words.change(figures[name]) in text
        assert "so với kỳ trước" in words.change(figures[name])


async def test_a_first_period_says_that_there_is_nothing_to_compare_with(officer):
    assert "Kỳ trước chưa có số để so." in await shown(officer, f"{PATH}?ky=2026-09")


async def test_a_figure_leads_to_its_definition_and_to_the_turns_behind_it(officer, application):
    registry = application.indicator.indicators.registry
    page = await shown(officer, f"{PATH}?ky=2026-10&xa=xa_my_tho")
    for name, indicator in registry.indicators.items():
        address = f"{PATH}/{name}?ky=2026-10&xa=xa_my_tho"
        assert f'href="{address}"' in page
        definition = await shown(officer, address)
        for text in (indicator.formula["vi"], indicator.bias["vi"], indicator.numerator, indicator.source):
            assert text in definition, (name, text)
        rows = f"{PATH}/{name}/luot?ky=2026-10&xa=xa_my_tho"
        assert f'href="{rows}"' in definition
        assert "Các lượt phía sau" in await shown(officer, rows)


async def test_a_definition_shows_its_figure_and_what_that_is_made_of(officer, application):
    figures = application.indicator.indicators.figures(OCTOBER, "xa_my_tho")
    words = IndicatorView(application.indicator.indicators, ConsoleTexts.load()).words
    for figure in figures:
        text = await shown(officer, f"{PATH}/{figure.indicator.id}?ky=2026-10&xa=xa_my_tho")
        assert f'<p class="big">{words.value(figure)}</p>' in text, figure.indicator.id
        made_of = f"{figure.numerator:,} trên {figure.denominator:,}.".replace(",", ".") if figure.denominator else ""
        assert made_of in text, figure.indicator.id


async def test_the_turns_behind_a_figure_are_those_that_it_counts(officer, application):
    text = await shown(officer, f"{PATH}/answered/luot?ky=2026-10&xa=xa_my_tho")
    body = text[text.index("<tbody>") : text.index("</tbody>")]
    total = application.indicator.indicators.measures(OCTOBER, "xa_my_tho")["answers"]
    assert body.count("<tr>") == min(100, total)
    assert f"{body.count('<tr>')} lượt mới nhất trong {total:,}".replace(",", ".") in text
    assert set(re.findall(r"<td>(Xã [^<]+|xa_\w+)</td>", body)) == {"Xã Mỹ Thọ"}


async def test_every_chart_has_its_table_and_the_sums_of_the_table_are_the_figure(officer, application):
    text = await shown(officer, f"{PATH}?ky=2026-10")
    questions = application.indicator.indicators.measures(OCTOBER)["questions"]
    view = IndicatorView(application.indicator.indicators, ConsoleTexts.load())
    for section in CHARTED:
        part = text[text.index(f'aria-labelledby="h-{section}"') :]
        part = part[: part.index("</section>")]
        assert f"{PATH}/bieu-do/{section}?ky=2026-10" in part
        assert "<table>" in part, section
        table = view.section(section, OCTOBER, None)
        place = table.columns.index("questions") if "questions" in table.columns else None
        cells = [cell for row in table.rows for cell in (row[1:] if place is None else [row[place]])]
        assert sum(int(cell.replace(".", "")) for cell in cells) == questions, section


async def test_charts_are_drawn_as_svg_with_text_in_vietnamese(officer):
    chart = await officer.get(f"{PATH}/bieu-do/hour?ky=2026-10")
    assert chart.headers["content-type"] == "image/svg+xml"
    assert "Thứ hai" in chart.text
    assert (await officer.get(f"{PATH}/bieu-do/none")).status_code == 404


async def test_the_page_prints_without_its_forms(officer):
    style = (await officer.get("/console/static/indicators.css")).text
    assert re.search(r"@media print \{[^@]*\.screen \{ display: none; \}", style)
    text = await shown(officer, PATH)
    assert '<form class="row screen"' in text


async def test_nobody_sees_figures_without_signing_in(open_browser):
    stranger = open_browser()
    for path in (PATH, f"{PATH}/answered", f"{PATH}/answered/luot", f"{PATH}/tai/csv", f"{PATH}/bao-cao/docx"):
        assert (await stranger.get(path)).status_code == 303, path


@pytest.mark.parametrize(
    "text", ["2026-13", "hom-nay", "2026-W60", "0000", "'; drop table totals", "2026-02-30", "9999999-01"]
)
async def test_a_wrong_period_is_told_and_the_newest_month_is_shown(officer, text):
    page = await shown(officer, f"{PATH}?ky={text}")
    assert "Không có lượt nào được đếm" not in page
    assert "Kỳ không đúng dạng; đang xem kỳ mới nhất." in page
    assert "Tháng 10/2026" in page


async def test_a_period_without_any_turn_says_so_and_shows_zeros_without_charts(officer):
    text = await shown(officer, f"{PATH}?ky=2025-03")
    assert "Không có lượt nào được đếm trong kỳ đã chọn" in text
    assert "bieu-do" not in text
    assert "Chưa tính được" in text
    assert '<p class="big">0</p>' in text
    assert (await officer.get(f"{PATH}/bieu-do/topic?ky=2025-03")).status_code == 200


async def test_a_commune_that_does_not_exist_is_told(officer):
    text = await shown(officer, f"{PATH}?ky=2026-10&xa=xa_khong_co")
    assert "Không có số liệu của xã này; đang xem tất cả các xã." in text


async def test_names_from_the_log_are_never_taken_for_markup(officer):
    page = await officer.get(f"{PATH}?ky=2026-10")
    assert "<b>la</b>" not in page.text
    assert "&lt;b&gt;la" in page.text


async def test_what_is_downloaded_is_what_the_page_shows(officer, application):
    page = await officer.get(f"{PATH}/tai/xlsx?ky=2026-10")
    assert 'filename="troly-chi-so-20261001-20261031.xlsx"' in page.headers["content-disposition"]
    book = read_workbook(io.BytesIO(page.content))
    _, names, *lines = book["figures"]
    rows = [dict(zip_longest(names, line)) for line in lines]
    found = {row["indicator"]: row["value"] for row in rows if (row["period"], row["commune"]) == ("2026-10", "*")}
    for figure in application.indicator.indicators.figures(OCTOBER):
        assert found[figure.indicator.id] == (None if figure.value is None else pytest.approx(figure.value)), (
            figure.indicator.id
        )


async def test_two_exports_at_once_are_both_whole(officer):
    pages = await asyncio.gather(*(officer.get(f"{PATH}/tai/{form}?ky=2026-10") for form in ("csv", "csv", "json")))
    assert [page.status_code for page in pages] == [200, 200, 200]
    first, second = (zipfile.ZipFile(io.BytesIO(page.content)) for page in pages[:2])
    assert first.testzip() is None
    assert first.namelist() == second.namelist()
    assert all(first.read(name) == second.read(name) for name in first.namelist())


async def test_downloads_are_recorded_and_unknown_forms_are_not_found(officer, application):
    await officer.get(f"{PATH}/tai/json?ky=2026-10")
    assert any(entry.what == "indicator.export" for entry in application.desk.auditing.entries(what="indicator."))
    for path in ("tai/xls", "bao-cao/odt", "khong_co", "khong_co/luot"):
        assert (await officer.get(f"{PATH}/{path}")).status_code == 404, path


async def test_without_any_roll_up_the_page_says_what_to_do(sign_in, application, tmp_path):
    application.indicator.files._folder = tmp_path / "nothing"
    officer = await sign_in(Role.OFFICER)
    for path in ("", "/answered", "/answered/luot", "/tai/csv", "/bao-cao/docx"):
        text = await shown(officer, PATH + path)
        assert "Chưa có số liệu" in text, path
