"""The only wiring: makes services out of adapters. Everything above asks here."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path

import yaml
from sqlite_utils import Database

from bot.adapters.altair_charts import Charts
from bot.adapters.argon2_passwords import Argon2Passwords
from bot.adapters.domain_wording import DomainWording
from bot.adapters.export_files import FORMATS, write_file
from bot.adapters.export_forms import load_forms
from bot.adapters.http_link_probe import HttpLinkProbe
from bot.adapters.indicator_registry import load_registry
from bot.adapters.indicator_store.figures import IndicatorFigures
from bot.adapters.indicator_store.files import IndicatorFiles
from bot.adapters.indicator_store.raw_rows import RawRows
from bot.adapters.indicator_store.roll_up import RollUp
from bot.adapters.indicator_store.rows_behind import RowsBehind
from bot.adapters.knowledge.knowledge_folder import KnowledgeFolder
from bot.adapters.knowledge.project_knowledge import load_project_knowledge, shipped_data
from bot.adapters.model_files import answering_fingerprint, archive_of, live_model
from bot.adapters.model_registry import FileModelRegistry
from bot.adapters.official_hosts import load_official_hosts
from bot.adapters.open_data_files import OpenDataFiles
from bot.adapters.question_files import HeldOut, read_folder
from bot.adapters.sqlite_store.announcement_store import SqliteAnnouncementStore
from bot.adapters.sqlite_store.asked_questions import SqliteAskedQuestions
from bot.adapters.sqlite_store.audit_log import SqliteAuditLog
from bot.adapters.sqlite_store.channel_alerts import SqliteChannelAlerts
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.desk_settings import SqliteWorkingTime
from bot.adapters.sqlite_store.digest_store import SqliteDigestStore
from bot.adapters.sqlite_store.heap_store import SqliteHeapStore
from bot.adapters.sqlite_store.letter_store import SqliteLetterStore
from bot.adapters.sqlite_store.link_checks import SqliteLinkChecks
from bot.adapters.sqlite_store.link_clicks import SqliteLinkClicks
from bot.adapters.sqlite_store.looking import SqliteLooking
from bot.adapters.sqlite_store.officer_links import SqliteOfficerLinks
from bot.adapters.sqlite_store.officers import SqliteOfficers
from bot.adapters.sqlite_store.outbox import SqliteOutbox
from bot.adapters.sqlite_store.proposals import SqliteProposals
from bot.adapters.sqlite_store.queue_reading import SqliteQueueReading
from bot.adapters.sqlite_store.queue_writing import SqliteQueueWriting
from bot.adapters.sqlite_store.shown_choices import SqliteShownChoices
from bot.adapters.sqlite_store.teaching_rules import SqliteTeachingRules
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.adapters.sqlite_store.zalo_tokens import SqliteZaloTokens
from bot.adapters.system_clock import SystemClock
from bot.adapters.training_process import TrainingProcess
from bot.adapters.tsv_national_list import load_national_list
from bot.adapters.word_knowledge import load_word_knowledge
from bot.adapters.working_time_reader import load_working_time
from bot.application import Application as Application
from bot.application import ChannelParts as ChannelParts
from bot.application import Desk as Desk
from bot.application import IndicatorParts as IndicatorParts
from bot.application import KnowledgeDesk as KnowledgeDesk
from bot.domain.catalogue import Catalogue
from bot.domain.errors import EvaluationError, SettingsError
from bot.domain.evaluation_result import Evaluation
from bot.domain.indicator import Registry
from bot.domain.knowledge import Knowledge
from bot.domain.national import NationalList
from bot.domain.working_time import WorkingTime
from bot.services.announcing import Announcing
from bot.services.answering import Answering
from bot.services.auditing import Auditing
from bot.services.checking_links import CheckingLinks
from bot.services.composing import Composer
from bot.services.conversing import Conversing
from bot.services.counting import Counting
from bot.services.evaluating import Evaluating
from bot.services.exporting import Exporting
from bot.services.following_knowledge import FollowingKnowledge
from bot.services.group_digest import GroupDigest
from bot.services.grouping import Grouping
from bot.services.handling import Handling
from bot.services.indicator_tables import IndicatorTables
from bot.services.indicators import Indicators, Place, Subject
from bot.services.keyring import Keyring
from bot.services.likeness import WordKnowledge
from bot.services.link_tracking import LinkTracking
from bot.services.linking import Linking
from bot.services.live_models import LiveModels
from bot.services.office_hours import OfficeHours
from bot.services.open_data import OpenData
from bot.services.ports import Clock, DialogueEngine
from bot.services.promoting import Promoting
from bot.services.returning import Returning
from bot.services.signing_in import SigningIn
from bot.services.staffing import Passwords, Staffing
from bot.services.switching import SwitchingEngine
from bot.services.teaching import Teaching
from bot.services.training import Training
from bot.services.undelivered import Undelivered
from bot.settings import PROJECT, Settings, read_settings

_LOG = logging.getLogger(__name__)
SECRET_BYTES = 32
# Where residents may write, for the switch that turns one channel off.
CHANNELS = ("web", "telegram", "zalo_oa", "zalo_bot")
HELD_OUT = PROJECT / "tests" / "evaluation"
# Offered when a question names no topic; the procedures that residents ask for most.
SUGGESTED = ("dang_ky_khai_sinh", "the_can_cuoc", "dang_ky_tam_tru", "chung_thuc_ban_sao", "nop_ho_so_truc_tuyen")


class _ProjectData:
    """What answers are made of: each part once, all over the one catalogue."""

    @cached_property
    def national(self) -> NationalList:
        return load_national_list(PROJECT / "data" / "national")

    @cached_property
    def wording(self) -> DomainWording:
        return DomainWording.load(PROJECT / "domain.yml")

    @cached_property
    def composer(self) -> Composer:
        return Composer(catalogue(), self.wording, SystemClock())

    @cached_property
    def answering(self) -> Answering:
        return Answering(catalogue(), self.composer, national=self.national, suggested=SUGGESTED)


_PRESENT = {"data": _ProjectData()}


@cache
def catalogue() -> Catalogue:
    """The catalogue of the project with the officers' changes. Raises CatalogueError with every mistake in `data/`."""
    return _told(load_project_knowledge()).catalogue


def reload_catalogue(folder: KnowledgeFolder | None = None) -> Knowledge:
    """Lets everyone who holds the catalogue see what officers changed since; turns that run go on undisturbed."""
    knowledge = _told(folder.load() if folder else load_project_knowledge())
    catalogue().become(knowledge.catalogue)
    return knowledge


def _told(knowledge: Knowledge) -> Knowledge:
    for problem in knowledge.problems:
        _LOG.error("left out: %s", problem)
    for conflict in knowledge.conflicts:
        _LOG.warning("%s: %s %s", conflict.file, conflict.kind, conflict.detail)
    return knowledge


def national_list() -> NationalList:
    """Official procedures without a topic file, read once."""
    return _PRESENT["data"].national


@cache
def official_hosts() -> frozenset[str]:
    """The hosts that counted links may lead to, read once."""
    return load_official_hosts(PROJECT / "data" / "official_hosts.yml")


def wording() -> DomainWording:
    """The wording of the project, read once."""
    return _PRESENT["data"].wording


@cache
def word_knowledge() -> WordKnowledge:
    """What is known about words, for grouping questions; read once, when the first question is grouped."""
    return load_word_knowledge(PROJECT / "data" / "lexicons", catalogue())


@cache
def working_time() -> WorkingTime:
    """The shipped working hours, read once."""
    return load_working_time(PROJECT / "data" / "working_time.yml")


def composer() -> Composer:
    """The composer of answers over catalogue and wording."""
    return _PRESENT["data"].composer


def answering() -> Answering:
    """The decision service that the actions call."""
    return _PRESENT["data"].answering


def reload_data() -> None:
    """Reads the project's files again, so that the actions of a new model see the topics that it was trained on.

    Raises:
        CatalogueError: the files have mistakes; what was read before stays.
    """
    shipped_data.cache_clear()
    fresh = _ProjectData()
    _ = fresh.answering, fresh.national
    reload_catalogue()
    _PRESENT["data"] = fresh


def build_application(settings: Settings, *, in_memory: bool = False) -> Application:
    """Wires the whole application.

    Args:
        in_memory: keep nothing on disk (for `troly ask`).

    Raises:
        TrolyError: of any kind when data, database, model or settings are not fit for use.
    """
    database = open_database(None if in_memory else settings.database)
    if settings.engine_url:
        from bot.adapters.rasa_http import RasaHttpEngine

        engine: DialogueEngine = RasaHttpEngine(settings.engine_url)
        models = live_models(settings, None, database)
    else:
        switching = SwitchingEngine(load_engine(live_model(settings.models), database))
        models = live_models(settings, switching, database)
        engine = switching
    secret = secrets.token_bytes(SECRET_BYTES) if in_memory else read_secret(settings.secret_file)
    return wire(settings, database, engine, secret, models)


def wire(
    settings: Settings,
    database: Database,
    engine: DialogueEngine,
    secret: bytes,
    models: LiveModels | None = None,
    *,
    clock: Clock | None = None,
) -> Application:
    """The application over a database and an engine that are at hand."""
    clock = clock or SystemClock()
    keyring = Keyring(secret)
    store = SqliteTurnStore(database, clock.now)
    desk = wire_desk(database, clock)
    conversing = Conversing(
        engine=engine,
        store=store,
        composer=composer(),
        wording=wording(),
        keyring=keyring,
        clock=clock,
        announcing=desk.announcing,
        find_topic=catalogue().of_slug,
    )
    knowledge = wire_knowledge(settings, database, engine, clock)
    return Application(
        settings=settings,
        catalogue=catalogue(),
        wording=wording(),
        composer=composer(),
        conversing=conversing,
        engine=engine,
        store=store,
        counting=Counting(SqliteLinkClicks(database), clock),
        links=LinkTracking(secret, official_hosts()),
        returning=Returning(SqliteAskedQuestions(database), keyring, wording()),
        indicator=build_indicators(settings),
        outbox=SqliteOutbox(database, clock.now),
        undelivered=Undelivered(SqliteLetterStore(database, clock.now)),
        clock=clock,
        desk=desk,
        keyring=keyring,
        channels=wire_channels(database, clock, keyring),
        database=database,
        knowledge=knowledge,
        following=follow_knowledge(knowledge, engine, models) if models else None,
        models=models,
    )


def wire_knowledge(settings: Settings, database: Database, engine: DialogueEngine, clock: Clock) -> KnowledgeDesk:
    """The services around what officers teach."""
    folder = KnowledgeFolder(settings.knowledge, shipped_data(), clock.now)
    proposals, rules = SqliteProposals(database), SqliteTeachingRules(database)
    return KnowledgeDesk(
        folder=folder,
        proposals=proposals,
        rules=rules,
        teaching=Teaching(
            knowledge=folder,
            proposals=proposals,
            clock=clock,
            reload=lambda: reload_catalogue(folder),
            one_person=rules.one_person,
        ),
        looking=SqliteLooking(database),
        links=CheckingLinks(catalogue(), HttpLinkProbe(), SqliteLinkChecks(database), clock),
        trying=Conversing(
            engine=engine,
            store=SqliteTurnStore(open_database(None), clock.now),
            composer=composer(),
            wording=wording(),
            keyring=Keyring(secrets.token_bytes(SECRET_BYTES)),
            clock=clock,
        ),
    )


def wire_channels(database: Database, clock: Clock, keyring: Keyring) -> ChannelParts:
    """The parts of messenger channels over a database."""
    return ChannelParts(
        keyring=keyring,
        alerts=SqliteChannelAlerts(database, clock.now),
        choices=SqliteShownChoices(database, clock.now),
        zalo_tokens=SqliteZaloTokens(database, clock.now),
    )


def wire_desk(database: Database, clock: Clock, passwords: Passwords | None = None) -> Desk:
    """The services for officers over a database."""
    hashing = passwords or Argon2Passwords()
    auditing = Auditing(SqliteAuditLog(database), clock)
    officers = SqliteOfficers(database, clock.now)
    office_hours = OfficeHours(SqliteWorkingTime(database), working_time(), auditing)
    grouping = Grouping(SqliteHeapStore(database, clock.now), word_knowledge, office_hours.current)
    reading = SqliteQueueReading(database, clock.now)
    writing = SqliteQueueWriting(database, SqliteTurnStore(database, clock.now), clock.now)
    return Desk(
        auditing=auditing,
        staffing=Staffing(officers, hashing, auditing),
        signing_in=SigningIn(officers, hashing, auditing, clock),
        grouping=grouping,
        queue=reading,
        handling=Handling(reading, writing, catalogue(), wording(), auditing, grouping.look_again),
        announcing=Announcing(SqliteAnnouncementStore(database), auditing, clock, CHANNELS),
        office_hours=office_hours,
        linking=Linking(SqliteOfficerLinks(database, officers), auditing, clock),
    )


def follow_knowledge(desk: KnowledgeDesk, engine: DialogueEngine, models: LiveModels) -> FollowingKnowledge:
    """What keeps a server in step with the officers' files and with the model that answers."""

    def serving() -> tuple[str, datetime] | None:
        known = {model.version: model.trained_at for model in models.versions()}
        return (engine.model, known[engine.model]) if engine.model in known else None

    return FollowingKnowledge(desk.teaching, desk.folder.fingerprint, lambda: reload_catalogue(desk.folder), serving)


def load_engine(model: Path, database: Database) -> DialogueEngine:
    """The embedded engine over a model archive. Raises EngineError when it does not load."""
    from bot.adapters.rasa_agent import RasaAgentEngine

    return RasaAgentEngine(model, database)


def live_models(settings: Settings, engine: SwitchingEngine | None, database: Database) -> LiveModels:
    """Models of a running server: going live, the way back, training beside it."""

    def load(version: str) -> DialogueEngine:
        fresh = load_engine(archive_of(settings.models, version), database)
        reload_data()
        return fresh

    registry = FileModelRegistry(settings.models)
    return LiveModels(registry, Promoting(registry, SystemClock()), TrainingProcess(PROJECT), engine, load)


def build_training(settings: Settings) -> Training:
    """Training, evaluation and the gate, for `troly train`."""
    from bot.adapters.rasa_training import RasaTrainer

    registry = FileModelRegistry(settings.models)
    return Training(
        registry,
        RasaTrainer(PROJECT, settings.models),
        ModelEvaluator(settings.models, read_folder(HELD_OUT)),
        Promoting(registry, SystemClock()),
    )


class ModelEvaluator:
    """The port `Evaluator`: each model is loaded once, in this process, over a database in memory."""

    def __init__(self, models: Path, held_out: HeldOut | None) -> None:
        self._models = models
        self._held_out = held_out

    @property
    def key(self) -> str | None:
        """Fingerprint of the questions and of the program that asks them, or None without questions."""
        return None if self._held_out is None else evaluation_key(self._held_out)

    async def evaluate(self, version: str, told: Callable[[int], None] = lambda _: None) -> Evaluation:
        """Asks a model all held-out questions. Raises EngineError when it does not load."""
        if self._held_out is None:
            raise EvaluationError(f"{HELD_OUT}: expected held-out questions (*.jsonl), got none")
        evaluating = build_evaluating(archive_of(self._models, version))
        return await evaluating.run(self._held_out.cases, self._held_out.pairs, key=self.key or "", told=told)


def evaluation_key(held_out: HeldOut) -> str:
    """Fingerprint of questions and of the program that asks them: results with the same key compare."""
    return f"{held_out.fingerprint[:16]}-{answering_fingerprint(PROJECT)[:16]}"


def build_evaluating(model: Path) -> Evaluating:
    """Evaluation of one model archive. Raises EngineError when it does not load."""
    database = open_database(None)
    application = wire(read_settings({}), database, load_engine(model, database), secrets.token_bytes(SECRET_BYTES))
    return Evaluating(application.conversing, frozenset(topic.code for topic in catalogue().topics if topic.code))


@cache
def registry() -> Registry:
    """The definitions of the indicators, read once."""
    return load_registry(PROJECT / "data" / "indicators.yml")


@cache
def open_data_texts() -> Mapping[str, str]:
    """The words of the open data, for its page and its metadata."""
    path = PROJECT / "bot" / "channels" / "open_data_pages" / "texts.yml"
    texts: Mapping[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


@cache
def charts() -> Charts:
    """The one painter of charts; its child process starts with the first chart."""
    return Charts()


def build_indicators(settings: Settings) -> IndicatorParts:
    """Wires the indicator over the log of a data folder."""
    files = IndicatorFiles(settings.indicator, settings.database)
    known = catalogue()
    places = {place.id: Place(place.id, place.name, place.people) for place in known.localities.values()}
    subjects = {}
    for topic in known.topics:
        field = known.fields[topic.field]
        subjects[topic.id] = Subject(topic.id, topic.name, field.name, field.goal)
    indicators = Indicators(registry(), IndicatorFigures(files), places, subjects)
    forms, raw_forms = load_forms(PROJECT / "data" / "export_tables.yml")
    tables = IndicatorTables(indicators, forms)
    published = OpenDataFiles(settings.open_data, open_data_texts(), settings.public_url)
    endings = {name: ending for name, (ending, _) in FORMATS.items()}
    return IndicatorParts(
        files=files,
        roll_up=RollUp(files, registry().rules, working_time()),
        indicators=indicators,
        tables=tables,
        rows_behind=RowsBehind(files, registry().rules, working_time()),
        charts=charts(),
        exporting=Exporting(tables, RawRows(files, registry().rules), raw_forms, endings, write_file),
        open_data=OpenData(indicators, published),
        open_data_files=published,
    )


def wire_digest(application: Application, channel: str) -> GroupDigest | None:
    """The digest for the officers' group on a channel, or None when no group is set."""
    chat = application.settings.officers_chat
    if not chat:
        return None
    database, clock, desk = application.database, application.clock, application.desk
    turns = SqliteTurnStore(database, clock.now)
    store = SqliteDigestStore(database, turns, desk.queue, channel)
    hours = desk.office_hours.current
    return GroupDigest(store, desk.handling, application.wording, clock, hours, chat)


def read_secret(path: Path) -> bytes:
    """The key for hashes of residents; made once, readable by the owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
        fresh.replace(path)
    secret = path.read_bytes()
    if len(secret) != SECRET_BYTES:
        raise SettingsError(
            f"{path}: expected a key of {SECRET_BYTES} bytes, got {len(secret)}. "
            f"Next step: put back your copy of the file; with a new key every resident counts as a new one"
        )
    return secret
