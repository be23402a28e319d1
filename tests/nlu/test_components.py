from __future__ import annotations

import shutil

import pytest
from rasa.shared.nlu.constants import ENTITIES, INTENT

from bot.settings import PROJECT
from nlu import text_normalizer, topic_linker
from nlu.intent_classifier import RANKING, SparseIntentClassifier
from nlu.text_normalizer import TextNormalizer
from nlu.topic_linker import LINKING, TopicLinker
from nlu.vietnamese_tokenizer import VietnameseTokenizer
from tests.nlu.component_checks import (
    COMPONENTS,
    INPUTS,
    TAIL,
    TOPICS,
    TinyPipeline,
    check_ranking,
    check_same_after_loading,
    check_survives,
    parse,
    with_small_data,
)

pytestmark = pytest.mark.component

READ_BY_NORMALIZER = ("abbreviations.yml", "southern.yml", "teencode.yml")
READ_BY_LINKER = (
    "aspect_words.yml",
    "question_frames.yml",
    "other_matters.yml",
    "other_matters/ho_tich.yml",
    *READ_BY_NORMALIZER,
)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        with_small_data(patch)
        return TinyPipeline(tmp_path_factory.mktemp("model") / "storage")


@pytest.fixture(scope="module")
def loaded(pipeline):
    return pipeline.loaded()


@pytest.fixture
def lexicons(tmp_path, monkeypatch):
    """A copy of the lexicons that both components read instead."""
    folder = tmp_path / "lexicons"
    shutil.copytree(PROJECT / "data" / "lexicons", folder)
    for module in (text_normalizer, topic_linker):
        monkeypatch.setattr(module, "LEXICONS", folder)
    monkeypatch.setattr(topic_linker, "_ASPECT_WORDS", folder / "aspect_words.yml")
    monkeypatch.setattr(topic_linker, "_FRAMES", folder / "question_frames.yml")
    return folder


def test_every_component_of_the_pipeline_is_checked():
    config = (PROJECT / "config.yml").read_text(encoding="utf-8")
    named = [line.split(".")[-1] for line in config.splitlines() if line.strip().startswith("- name: nlu.")]
    assert [kind.__name__ for kind in COMPONENTS] == named


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("kind", COMPONENTS)
def test_no_input_breaks_a_component_or_takes_long(loaded, kind, name):
    check_survives(loaded, kind, INPUTS[name])


@pytest.mark.parametrize("kind", COMPONENTS)
def test_a_component_gives_the_same_after_it_was_written_and_read(pipeline, loaded, kind):
    check_same_after_loading(pipeline.components, loaded, kind)


@pytest.mark.parametrize("name", INPUTS)
def test_tokens_are_pieces_of_the_text_in_order(loaded, name):
    tokens = parse(loaded, INPUTS[name], VietnameseTokenizer).get("text_tokens")
    assert all(INPUTS[name][token.start : token.end] == token.text for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)


@pytest.mark.parametrize("name", INPUTS)
def test_intents_are_ranked_by_probability_and_the_first_is_the_intent(loaded, name):
    message = parse(loaded, INPUTS[name], SparseIntentClassifier)
    check_ranking(message.get(RANKING), "confidence")
    assert message.get(INTENT) == message.get(RANKING)[0]


@pytest.mark.parametrize("name", INPUTS)
def test_topics_are_ranked_by_probability_and_the_first_is_the_entity(loaded, name):
    message = parse(loaded, INPUTS[name], TopicLinker)
    linking = message.get(LINKING)
    check_ranking(linking["ranking"], "score")
    assert {item["topic"] for item in linking["ranking"]} == set(TOPICS)
    assert [entity["value"] for entity in message.get(ENTITIES)] == [linking["ranking"][0]["topic"]]
    assert 0.0 <= linking["in_scope"] <= 1.0
    assert sum(item["score"] for item in linking["ranking"]) == pytest.approx(linking["in_scope"], abs=0.001)
    assert linking["national"]["code"] in TAIL
    assert 0.0 <= linking["national"]["fit"] <= 1.0


@pytest.mark.parametrize("name", ["nfc", "nfd", "double_space", "no_marks"])
def test_a_question_finds_its_topic_and_aspect_however_it_is_typed(loaded, name):
    message = parse(loaded, INPUTS[name], TopicLinker)
    assert message.get(LINKING)["ranking"][0]["topic"] == "khai_sinh"
    assert message.get(LINKING)["named"] == ["khai_sinh"]
    assert message.get(INTENT)["name"] == "ask_documents"


def test_composed_and_decomposed_text_is_understood_the_same(loaded):
    composed, decomposed = (parse(loaded, INPUTS[form], TopicLinker) for form in ("nfc", "nfd"))
    assert decomposed.get(LINKING) == composed.get(LINKING)
    assert decomposed.get(RANKING) == composed.get(RANKING)


def test_training_twice_gives_the_same_model(pipeline, tmp_path, monkeypatch):
    with_small_data(monkeypatch)
    again = TinyPipeline(tmp_path / "storage")
    for kind in COMPONENTS:
        check_same_after_loading(pipeline.components, again.components, kind)


def test_a_linker_without_a_model_says_what_to_do(pipeline):
    linker = TopicLinker(TopicLinker.get_default_config(), None, None)
    with pytest.raises(RuntimeError, match="troly train"):
        linker.link("khai sinh")


def test_a_classifier_without_features_says_what_to_do(loaded):
    with pytest.raises(ValueError, match="put a featurizer before it"):
        loaded[SparseIntentClassifier].process([parse(loaded, "khai sinh", VietnameseTokenizer)])


@pytest.mark.parametrize("name", READ_BY_NORMALIZER)
def test_a_changed_lexicon_gives_the_normalizer_another_fingerprint(lexicons, name):
    check_fingerprint(TextNormalizer, lexicons / name)


@pytest.mark.parametrize("name", READ_BY_LINKER)
def test_a_changed_lexicon_gives_the_linker_another_fingerprint(lexicons, name):
    check_fingerprint(TopicLinker, lexicons / name)


def check_fingerprint(kind, path):
    config = kind.get_default_config()
    before = kind.fingerprint_addon(config)
    assert kind.fingerprint_addon(config) == before
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert kind.fingerprint_addon(config) != before
