"""Rasa component: ranks all topics for a message and says how likely each is, and how likely none is.

Reads the catalogue at training only; a trained model holds everything that it needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.adapters.knowledge.project_knowledge import load_project_catalogue, taught_fingerprint
from bot.adapters.tsv_national_list import load_national_list
from bot.settings import PROJECT
from nlu.lexicon_files import LEXICONS, fingerprint_of
from nlu.linking.aspect_words import AspectWords
from nlu.linking.choice_model import ChoiceModel
from nlu.linking.embedding import embed
from nlu.linking.national_index import NationalIndex
from nlu.linking.question_features import question_features
from nlu.linking.topic_entries import entries_of, read_frames, read_questions
from nlu.linking.topic_index import TopicIndex
from nlu.linking.training import train_choice_model
from nlu.text_normalizer import NORMALIZED, TextNormalizer

LINKING = "topic_linking"
ENTITY = "topic"
OUT_OF_SCOPE = "out_of_scope"
_ASPECT_WORDS = LEXICONS / "aspect_words.yml"
_FRAMES = LEXICONS / "question_frames.yml"
_NATIONAL = PROJECT / "data" / "national"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class TopicLinker(GraphComponent):
    """Sets `topic_linking` and adds the best topic as an entity.

    `topic_linking` holds `ranking`, `national`, `in_scope`, `content_words` and `follows_up`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`embedding` switches the sentence embedding on; `ranking_length` bounds what is passed on."""
        return {"embedding": False, "ranking_length": 5, "penalty": 1.0}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._words = AspectWords.load(_ASPECT_WORDS)
        self._index: TopicIndex | None = None
        self._national: NationalIndex | None = None
        self._model: ChoiceModel | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicLinker:
        """Makes an untrained component (Rasa calls this)."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, _config: dict[str, Any]) -> str:
        """The topics and lists that training reads."""
        data = PROJECT / "data"
        topics = [*data.glob("procedures/*/*.yml"), *data.glob("guides/*.yml"), *(PROJECT / "nlu").rglob("*.py")]
        lexicons = [LEXICONS / f"{name}.yml" for name in TextNormalizer.get_default_config()["lexicons"]]
        files = [*topics, *lexicons, _ASPECT_WORDS, _FRAMES, *_other_matters(), *_NATIONAL.iterdir()]
        return fingerprint_of(files) + taught_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Builds the index from the catalogue and fits the choice model."""
        normalize = TextNormalizer(TextNormalizer.get_default_config()).normalize
        entries = entries_of(load_project_catalogue(), normalize)
        embeddings = embed([entry.text for entry in entries]) if self._config["embedding"] else None
        names = {code: normalize(p.name) for code, p in load_national_list(_NATIONAL).procedures.items()}
        self._index = TopicIndex.build(entries, embeddings, list(names.values()))
        self._national = NationalIndex.build(names, self._index.views)
        negatives = [_text(message) for message in training_data.intent_examples if message.get(INTENT) == OUT_OF_SCOPE]
        negatives += [normalize(question) for path in _other_matters() for question in read_questions(path)]
        self._model = train_choice_model(
            self._index, self._national, negatives, read_frames(_FRAMES), penalty=self._config["penalty"]
        )
        with self._storage.write_to(self._resource) as folder:
            self._index.save(folder)
            self._national.save(folder)
            self._model.save(folder / "choice.json")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> TopicLinker:
        """Reads a trained component (Rasa calls this)."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component._index = TopicIndex.load(folder)
            component._national = NationalIndex.load(folder, component._index.views)
            component._model = ChoiceModel.load(folder / "choice.json")
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Links each message."""
        for message in messages:
            linking = self.link(_text(message))
            message.set(LINKING, linking, add_to_output=True)
            if linking["ranking"]:
                best = linking["ranking"][0]
                entity = {"entity": ENTITY, "value": best["topic"], "start": 0, "end": 0,
                          "confidence_entity": best["score"], "extractor": type(self).__name__}  # fmt: skip
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages

    def link(self, text: str) -> dict[str, Any]:
        """Ranks the topics for one normalised text."""
        if self._index is None or self._national is None or self._model is None:
            raise RuntimeError("topic linker: expected a trained model, got none; run troly train")
        features = self._index.features([text], embed([text]) if self._index.with_embedding else None)
        national, codes = self._national.search([text])
        probabilities = self._model.probabilities(features, question_features([text], national))[0]
        best = np.argsort(-probabilities[:-1])[: self._config["ranking_length"]]
        return {
            "ranking": [{"topic": self._index.topics[i], "score": round(float(probabilities[i]), 4)} for i in best],
            "national": {"code": codes[0], "fit": round(float(national[0, -1]), 4)},
            "named": self._index.named(text),
            "in_scope": round(1.0 - float(probabilities[-1]), 4),
            "content_words": self._words.content_words(text),
            "follows_up": self._words.follows_up(text),
        }


def _text(message: Message) -> str:
    return str(message.get(NORMALIZED) or message.get(TEXT) or "")


def _other_matters() -> list[Path]:
    """Lists of questions that no topic answers."""
    return [LEXICONS / "other_matters.yml", *sorted((LEXICONS / "other_matters").glob("*.yml"))]
