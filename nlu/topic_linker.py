"""Rasa component: ranks all topics for a message and says how likely each is, and how likely none is.

Reads the catalogue at training only; a trained model holds everything that it needs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from joblib import cpu_count
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.adapters.knowledge.project_knowledge import load_project_catalogue, load_project_knowledge
from bot.adapters.question_frames import read_frames
from bot.adapters.tsv_national_list import load_national_list
from bot.domain.catalogue import Catalogue
from bot.domain.text import has_marks
from bot.settings import PROJECT
from nlu.dialogue.conversations import Turn, conversation_files, fold_of, read_openings, read_turns
from nlu.language.language_file import tone_marks
from nlu.lexicon_files import LEXICONS, fingerprint_of
from nlu.linking.aspect_words import AspectWords
from nlu.linking.behind_the_thing import texts_of_turns
from nlu.linking.context_linking import CLOSEST, ContextLinker
from nlu.linking.linker import Linker, Linkers
from nlu.linking.question import Question
from nlu.linking.question_parts import QuestionParts
from nlu.linking.topic_entries import entries_of, names_of, read_questions, related_topics
from nlu.linking.topic_index import SAMPLE, Entry
from nlu.linking.training import Lesson, train_linkers
from nlu.text_normalizer import NORMALIZED, RESTORED, TextNormalizer

LINKING, IN_CONTEXT = "topic_linking", "in_context"
METADATA, ABOUT, BESIDE = "metadata", "about", "beside"
ENTITY = "topic"
OUT_OF_SCOPE = "out_of_scope"
_ASPECT_WORDS = LEXICONS / "aspect_words.yml"
_ACTION_WORDS = LEXICONS / "action_words.yml"
_CONNECTORS = LEXICONS / "connectors.yml"
_FRAMES = LEXICONS / "question_frames.yml"
_RELATED = "related.json"
_NATIONAL = PROJECT / "data" / "national"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class TopicLinker(GraphComponent):
    """Sets `topic_linking` and adds the best topic as an entity.

    `topic_linking` holds `ranking`, `national`, `in_scope`, `content_words`, `follows_up` and `comes_back`;
    `in_context` where its metadata says what the conversation is `about` and which topics stand `beside` it.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`ranking_length` bounds what is passed on; `normalizer` is the TextNormalizer's config, for topics' texts.

        Parts of a message are linked only where its best topic is less probable than `parts_below` or another is named.
        Conversations of the fold `conversations_without` (nlu/dialogue/conversations.py) are not learned from: how
        topics rank in a conversation is fitted on those that the linker has not seen.
        """
        return {
            "ranking_length": 5,
            "penalty": 1.0,
            "normalizer": {},
            "parts_below": 0.9,
            "conversations_without": None,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._words = AspectWords.load(_ASPECT_WORDS)
        self._actions = AspectWords.load(_ACTION_WORDS)
        self._restores_marks = bool(_normalizer_config(config)["marks"])
        self._parts = QuestionParts.load(_CONNECTORS)
        self._linker: Linker | None = None
        self._in_context: ContextLinker | None = None

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
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """The topics and lists that training reads."""
        data = PROJECT / "data"
        topics = [*data.glob("procedures/*/*.yml"), *data.glob("guides/*.yml"), *(PROJECT / "nlu").rglob("*.py")]
        words = [_ASPECT_WORDS, _ACTION_WORDS, _FRAMES, _CONNECTORS]
        files = [*topics, *words, *_other_matters(), *conversation_files(), *_NATIONAL.iterdir()]
        return fingerprint_of(files) + TextNormalizer.fingerprint_addon(_normalizer_config(config))

    def train(self, training_data: TrainingData) -> Resource:
        """Builds the index from the catalogue, fits the classifier and the choice model."""
        normalizer = TextNormalizer(_normalizer_config(self._config))
        examples = training_data.intent_examples
        negatives = [_text(message) for message in examples if message.get(INTENT) == OUT_OF_SCOPE or _goes_on(message)]
        catalogue, taught = load_project_catalogue(), load_project_knowledge().not_ours
        questions = [*taught, *(question for path in _other_matters() for question in read_questions(path))]
        own = entries_of(catalogue, normalizer.normalize)
        openings, turns = self._said(read_openings, catalogue), self._said(read_turns, catalogue)
        opened = [Entry(turn.meant[0], SAMPLE, normalizer.normalize(turn.text)) for turn in openings]
        questions += [turn.text for turn in turns if not turn.meant]
        names = {topic.id: normalizer.normalize(topic.name) for topic in catalogue.topics}
        words = self._words.knowing(names_of(own))
        behind, asides = texts_of_turns(turns, names, self._actions, words, normalizer.normalize)
        lesson = Lesson(
            entries=[*own, *opened, *behind],
            negatives=[*negatives, *map(normalizer.normalize, questions)],
            asides=asides,
            national={
                code: normalizer.normalize(procedure.name)
                for code, procedure in load_national_list(_NATIONAL).procedures.items()
            },
            frames=[frame.text for frame in read_frames(_FRAMES)],
            restore=lambda text: normalizer.restore(text) or text,
        )
        linkers = train_linkers(lesson, penalty=self._config["penalty"], processes=cpu_count())
        related = related_topics(catalogue)
        with self._storage.write_to(self._resource) as folder:
            linkers.save(folder)
            (folder / _RELATED).write_text(json.dumps(related), encoding="utf-8")
        self._take(linkers, related)
        return self._resource

    def _said(self, read: Callable[[Path, Catalogue], list[Turn]], catalogue: Catalogue) -> list[Turn]:
        """What is read of the conversations that are learned from."""
        left_out = self._config["conversations_without"]
        turns = [turn for path in conversation_files() for turn in read(path, catalogue)]
        return [turn for turn in turns if fold_of(turn.conversation) != left_out]

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
            linkers = Linkers.load(folder)
            path = folder / _RELATED
            related = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}  # older models have none
        component._take(linkers, related)
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Links each message."""
        for message in messages:
            told = message.get(METADATA) or {}
            linking = self.link(_text(message), message.get(RESTORED), told.get(ABOUT), told.get(BESIDE) or ())
            message.set(LINKING, linking, add_to_output=True)
            if linking["ranking"]:
                best = linking["ranking"][0]
                entity = {"entity": ENTITY, "value": best["topic"], "start": 0, "end": 0,
                          "confidence_entity": best["score"], "extractor": type(self).__name__}  # fmt: skip
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages

    def link(
        self, text: str, restored: str | None = None, about: str | None = None, beside: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Ranks the topics for one normalised text.

        Args:
            restored: the same with tone marks, where it came without.
            about: the topic of the conversation; the text is read with it too.
            beside: other topics that the conversation may come back to.
        """
        if self._linker is None or self._in_context is None:
            raise RuntimeError("topic linker: expected a trained model, got none; run troly train")
        question = Question.of(text, restored)
        links = self._linker.link(question, max(CLOSEST, self._config["ranking_length"]))
        code, fit = links.national
        (best, score), *_ = links.ranking
        is_plain = score >= self._config["parts_below"] and set(links.named) <= {best}
        ranking = links.ranking[: self._config["ranking_length"]]
        found = {
            "ranking": [{"topic": topic, "score": round(score, 4)} for topic, score in ranking],
            "national": {"code": code, "fit": round(fit, 4)},
            "named": list(links.named),
            "in_scope": round(links.in_scope, 4),
            "content_words": self._words.content_words(text),
            "follows_up": self._words.follows_up(text),
            "comes_back": self._words.comes_back(text),
            "parts": [] if is_plain else [self._part(part) for part in self._parts.of(text)],
        }
        read = self._in_context.read(question, links, about, beside) if about else None
        if read:
            topics = [{name: _short(value) for name, value in asdict(reading).items()} for reading in read[0]]
            found[IN_CONTEXT] = {"about": about, "topics": topics, "in_scope": round(read[1], 4)}
        return found

    def _take(self, linkers: Linkers, related: Mapping[str, Iterable[str]]) -> None:
        self._linker = linkers.alone
        self._words = self._words.knowing(names_of(linkers.alone.ranker.index.entries))
        self._in_context = ContextLinker(linkers.behind, related, self._actions, self._words)

    def _part(self, text: str) -> dict[str, Any]:
        """The best topic of a part of the message, by itself."""
        assert self._linker is not None  # noqa: S101 - `link` has checked it
        restored = tone_marks().restore(text) if self._restores_marks and not has_marks(text) else None
        links = self._linker.link(Question.of(text, restored), 1)
        topic, score = links.ranking[0]
        return {"topic": topic, "score": round(score, 4), "in_scope": round(links.in_scope, 4)}


def _normalizer_config(config: dict[str, Any]) -> dict[str, Any]:
    """The normaliser's stages that the linker works with."""
    return TextNormalizer.get_default_config() | config.get("normalizer", {})


def _short(value: float | str) -> float | str:
    return round(value, 4) if isinstance(value, float) else value


def _text(message: Message) -> str:
    return str(message.get(NORMALIZED) or message.get(TEXT) or "")


def _goes_on(message: Message) -> bool:
    """Whether an example is a follow-up: by itself it belongs to no topic (data/nlu/intents/follow_ups.yml)."""
    return bool((message.get("metadata") or {}).get("intent", {}).get("follow_up"))


def _other_matters() -> list[Path]:
    """Lists of questions that no topic answers."""
    return [LEXICONS / "other_matters.yml", *sorted((LEXICONS / "other_matters").glob("*.yml"))]
