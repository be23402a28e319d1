"""Rasa component: puts the normalised text of a message beside the original."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.adapters.knowledge.project_knowledge import load_project_knowledge, taught_fingerprint
from nlu.lexicon_files import LEXICONS, fingerprint_of
from nlu.normalization import Normalizer, read_lexicon

NORMALIZED = "normalized_text"
_WORDS = "local_words.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TextNormalizer(GraphComponent):
    """Sets `normalized_text` from the message's text; `lexicons` in config.yml names the lists that are applied.

    The words that officers added win over them; a trained model keeps those it was trained with.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Lexicons in the order in which later ones win."""
        return {"lexicons": ["abbreviations", "southern", "teencode"]}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage | None = None,
        resource: Resource | None = None,
        words: Mapping[str, str] | None = None,
    ) -> None:
        self._storage, self._resource = model_storage, resource
        self._words = dict(load_project_knowledge().words if words is None else words)
        paths = [LEXICONS / f"{name}.yml" for name in config["lexicons"]]
        self._normalizer = Normalizer([*(read_lexicon(path) for path in paths if path.is_file()), self._words])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TextNormalizer:
        """Makes the component with the officers' words of today (Rasa calls this)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Puts the officers' words into the model."""
        assert self._storage is not None  # noqa: S101 - Rasa always gives both
        assert self._resource is not None  # noqa: S101
        with self._storage.write_to(self._resource) as folder:
            (folder / _WORDS).write_text(json.dumps(self._words, ensure_ascii=False), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> TextNormalizer:
        """Makes the component with the words that the model was trained with (Rasa calls this)."""
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, words)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """The lexicons' contents, so that a changed list trains again."""
        names = config.get("lexicons") or cls.get_default_config()["lexicons"]
        return fingerprint_of(LEXICONS / f"{name}.yml" for name in names) + taught_fingerprint()

    def normalize(self, text: str) -> str:
        """The normalised form of a text, as `process` sets it."""
        return self._normalizer.normalize(text)

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the normalised text to each message."""
        for message in messages:
            message.set(NORMALIZED, self.normalize(message.get(TEXT) or ""))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """As `process`, for training."""
        self.process(training_data.training_examples)
        return training_data
