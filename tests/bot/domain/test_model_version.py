from __future__ import annotations

import json
from datetime import UTC, datetime

from bot.domain.model_version import ModelState, ModelVersion
from evaluating import a_model


def test_a_record_is_the_same_after_it_was_written_and_read():
    made = a_model(inputs="i", weights="w", config="c", figures={"all: ours": {"questions": 3}})
    made = made.live_since(datetime(2026, 11, 2, tzinfo=UTC), "gate", ("first",))
    assert ModelVersion.from_dict(json.loads(json.dumps(made.as_dict()))) == made


def test_a_model_that_is_kept_back_says_why():
    made = a_model().kept_back(("worse",))
    assert (made.state, made.reasons, made.went_live) == (ModelState.KEPT_BACK, ("worse",), ())
