"""Rasa component: puts the normalised text of a message beside the original."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.lexicon_files import LEXICONS, fingerprint_of
from nlu.normalization import Normalizer, read_lexicon

NORMALIZED = "normalized_text"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class TextNormalizer(GraphComponent):
    """Sets `normalized_text` from the message's text; `lexicons` in config.yml names the lists that are applied."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Lexicons in the order in which later ones win."""
        return {"lexicons": ["abbreviations", "southern", "teencode"]}

    def __init__(self, config: dict[str, Any]) -> None:
        paths = [LEXICONS / f"{name}.yml" for name in config["lexicons"]]
        self._normalizer = Normalizer([read_lexicon(path) for path in paths if path.is_file()])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TextNormalizer:
        """Makes the component (Rasa calls this)."""
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """The lexicons' contents, so that a changed list trains again."""
        names = config.get("lexicons") or cls.get_default_config()["lexicons"]
        return fingerprint_of(LEXICONS / f"{name}.yml" for name in names)

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
