"""Rasa featurizer: folded character n-grams and words of the normalised text, for the intent classifier."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack

from nlu.linking.ngram_view import NgramView
from nlu.text_normalizer import NORMALIZED

EXAMPLE_LENGTH = 260  # what is asked for stands at the end of a long message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(SparseFeaturizer, GraphComponent):
    """Sentence features from the views named in config.yml (nlu/linking/ngram_view.py)."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer must come first (Rasa checks this)."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Views that are joined."""
        return {**SparseFeaturizer.get_default_config(), "views": ["folded_chars", "folded_words", "marked_words"]}

    def __init__(self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(name, config)
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._views: list[NgramView] = []

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramFeaturizer:
        """Makes an untrained component (Rasa calls this)."""
        return cls(config, execution_context.node_name, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the views on the intent examples."""
        texts = [_text(message) for message in training_data.intent_examples if message.get(INTENT)]
        self._views = [NgramView(kind) for kind in self._config["views"]]
        for view in self._views:
            view.fit(texts)
        with self._storage.write_to(self._resource) as folder:
            for view in self._views:
                view.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> NgramFeaturizer:
        """Reads a trained component (Rasa calls this)."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component._views = [NgramView.load(kind, folder) for kind in component._config["views"]]
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds one sparse sentence feature to each message; all at once, which matters in training."""
        texts = [_text(message) for message in messages]
        rows = csr_matrix(hstack([view.rows(texts) for view in self._views]))
        for place, message in enumerate(messages):
            message.add_features(Features(rows[place].tocoo(), FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """As `process`, for training."""
        self.process(training_data.training_examples)
        return training_data

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check beyond the names of the views, which fail on fit."""


def _text(message: Message) -> str:
    return str(message.get(NORMALIZED) or message.get(TEXT) or "")[-EXAMPLE_LENGTH:]
