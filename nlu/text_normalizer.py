"""Rasa component: puts the normalised text of a message beside the original."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.adapters.knowledge.project_knowledge import load_project_knowledge, taught_fingerprint
from bot.domain.text import has_marks
from nlu.language.corrections import Corrections
from nlu.language.language_file import LANGUAGE_FILE, tone_marks, typing_slips
from nlu.lexicon_files import LEXICONS, fingerprint_of
from nlu.normalization import Normalizer, read_lexicon

NORMALIZED = "normalized_text"
RESTORED = "restored_text"
_WORDS = "local_words.json"
_CORRECTIONS = LEXICONS / "corrections.yml"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TextNormalizer(GraphComponent):
    """Sets `normalized_text` from the message's text and, where that has no tone marks, `restored_text` with them.

    The stages are switched in config.yml: `lexicons` names the lists that replace words, `additions` those that add a
    general word to what then stands there, `slips` undoes typing slips, `corrections` keeps what a corrected message
    means, `marks` restores tone marks. The words that officers added win over the lists; a trained model keeps those it
    was trained with.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """All stages on; of the lexicons, later ones win."""
        return {
            "lexicons": ["abbreviations", "southern", "teencode"],
            "additions": ["foreign"],
            "slips": True,
            "corrections": True,
            "marks": True,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage | None = None,
        resource: Resource | None = None,
        words: Mapping[str, str] | None = None,
    ) -> None:
        self._storage, self._resource = model_storage, resource
        self._words = dict(load_project_knowledge().words if words is None else words)
        # A model from before there were additions has their list among the others.
        additions = [name for name in config["additions"] if name not in config["lexicons"]]
        self._normalizer = Normalizer([*_lists(config["lexicons"]), self._words], _lists(additions))
        self._slips = typing_slips() if config.get("slips") else None
        self._corrections = Corrections.load(_CORRECTIONS) if config.get("corrections") else None
        self._marks = tone_marks() if config.get("marks") else None

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
        try:
            with model_storage.read_from(resource) as folder:
                words = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        except ValueError:  # a model from before officers could add words
            words = {}
        return cls(config, model_storage, resource, words)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """The lexicons' contents, so that a changed list trains again."""
        stages = cls.get_default_config() | config
        names = [*stages["lexicons"], *stages["additions"]]
        files = [*(LEXICONS / f"{name}.yml" for name in names), LANGUAGE_FILE, _CORRECTIONS]
        return fingerprint_of(files) + taught_fingerprint()

    def normalize(self, text: str) -> str:
        """The normalised form of a text, as `process` sets it."""
        normalized = self._normalizer.normalize(text)
        corrected = self._slips.correct(normalized) if self._slips else normalized
        return self._corrections.meant(corrected) if self._corrections else corrected

    def restore(self, normalized: str) -> str | None:
        """A normalised text with its tone marks, or None where it has some already or the stage is off."""
        if self._marks is None or has_marks(normalized):
            return None
        return self._marks.restore(normalized)

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the normalised text to each message, and the restored one."""
        for message in messages:
            normalized = self.normalize(message.get(TEXT) or "")
            message.set(NORMALIZED, normalized)
            message.set(RESTORED, self.restore(normalized))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """As `process`, for training."""
        self.process(training_data.training_examples)
        return training_data


def _lists(names: Sequence[str]) -> list[dict[str, str]]:
    """The lexicons of these names that there are."""
    return [read_lexicon(path) for path in (LEXICONS / f"{name}.yml" for name in names) if path.is_file()]
