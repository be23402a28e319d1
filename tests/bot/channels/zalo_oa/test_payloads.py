from __future__ import annotations

import pytest

from bot.channels.zalo_oa.payloads import from_zalo, to_zalo
from bot.domain.payload import MAX_PAYLOAD_BYTES
from standins.zalo_oa_api import MAX_QUERY


@pytest.mark.parametrize("payload", ["o", "h|y|0123456789ab", "t|dang_ky_khai_sinh|f", "t|thuong_tru|d|own"])
def test_a_payload_comes_back_as_it_went(payload):
    assert from_zalo(to_zalo(payload)) == payload


@pytest.mark.parametrize(
    "text", ["o", "t|x|f", "#troly:", "#troly:x", "#troly:t|x|?", " #troly:o", "#TROLY:o", "/troly:o"]
)
def test_nothing_else_is_a_click(text):
    assert from_zalo(text) is None


def test_every_payload_of_ours_fits():
    assert len(to_zalo("x" * MAX_PAYLOAD_BYTES)) <= MAX_QUERY
