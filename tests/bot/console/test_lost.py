"""Addresses without a page: forms lead back to their pages, and what does not exist is told in Vietnamese."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("address", "page"),
    [("muc/7/xem-truoc", "muc/7"), ("muc/7/gui", "muc/7"), ("day/xem-truoc", "day"), ("thu/hoi", "thu")],
)
async def test_the_address_of_a_form_that_is_opened_again_leads_to_its_page(sign_in, address, page):
    response = await (await sign_in()).get(f"/console/{address}")
    assert (response.status_code, response.headers["location"]) == (303, f"/console/{page}")


@pytest.mark.parametrize("address", ["khong-co", "muc/x", "muc/", "chu-de/a/b/c", "//evil.example"])
async def test_an_unknown_address_is_told_with_the_way_back(sign_in, address):
    response = await (await sign_in()).get(f"/console/{address}")
    assert response.status_code == 404
    assert "Không tìm thấy" in response.text
    assert 'href="/console/"' in response.text


async def test_a_form_whose_session_has_ended_leads_back_to_its_page(open_browser):
    response = await open_browser().client.post("/console/muc/7/gui", data={"text": "x"})
    assert response.headers["location"] == "/console/dang-nhap?toi=%2Fconsole%2Fmuc%2F7%2Fgui"
