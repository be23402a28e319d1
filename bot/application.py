"""What a wired application consists of; bot/bootstrap/ fills it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from bot.adapters.altair_charts import Charts
from bot.adapters.domain_wording import DomainWording
from bot.adapters.indicator_store.files import IndicatorFiles
from bot.adapters.indicator_store.roll_up import RollUp
from bot.adapters.indicator_store.rows_behind import RowsBehind
from bot.adapters.knowledge.knowledge_folder import KnowledgeFolder
from bot.adapters.open_data_files import OpenDataFiles
from bot.adapters.sqlite_store.channel_alerts import SqliteChannelAlerts
from bot.adapters.sqlite_store.looking import SqliteLooking
from bot.adapters.sqlite_store.outbox import SqliteOutbox
from bot.adapters.sqlite_store.proposals import SqliteProposals
from bot.adapters.sqlite_store.queue_reading import SqliteQueueReading
from bot.adapters.sqlite_store.teaching_rules import SqliteTeachingRules
from bot.adapters.sqlite_store.topic_use import KeptTopicUse
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.adapters.sqlite_store.zalo_tokens import SqliteZaloTokens
from bot.domain.catalogue import Catalogue
from bot.services.announcing import Announcing
from bot.services.auditing import Auditing
from bot.services.checking_links import CheckingLinks
from bot.services.composing import Composer
from bot.services.conversing import Conversing
from bot.services.counting import Counting
from bot.services.exporting import Exporting
from bot.services.following_knowledge import FollowingKnowledge
from bot.services.grouping import Grouping
from bot.services.handling import Handling
from bot.services.indicator_tables import IndicatorTables
from bot.services.indicators import Indicators
from bot.services.keyring import Keyring
from bot.services.link_tracking import LinkTracking
from bot.services.linking import Linking
from bot.services.live_models import LiveModels
from bot.services.office_hours import OfficeHours
from bot.services.open_data import OpenData
from bot.services.ports import Clock, DialogueEngine
from bot.services.returning import Returning
from bot.services.signing_in import SigningIn
from bot.services.staffing import Staffing
from bot.services.teaching import Teaching
from bot.services.undelivered import Undelivered
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """The services for officers."""

    auditing: Auditing
    staffing: Staffing
    signing_in: SigningIn
    grouping: Grouping
    queue: SqliteQueueReading
    handling: Handling
    announcing: Announcing
    office_hours: OfficeHours
    linking: Linking


@dataclass(frozen=True, slots=True)
class KnowledgeDesk:
    """What officers teach and look at. `trying` answers like the assistant and keeps nothing."""

    folder: KnowledgeFolder
    proposals: SqliteProposals
    rules: SqliteTeachingRules
    teaching: Teaching
    looking: SqliteLooking
    topic_use: KeptTopicUse
    links: CheckingLinks
    trying: Conversing


@dataclass(frozen=True, slots=True)
class ChannelParts:
    """What messenger channels need beside the conversation."""

    keyring: Keyring
    alerts: SqliteChannelAlerts
    zalo_tokens: SqliteZaloTokens


@dataclass(frozen=True, slots=True)
class IndicatorParts:
    """What counting, pages and exports of the indicator need; none of it loads a model."""

    files: IndicatorFiles
    roll_up: RollUp
    indicators: Indicators
    tables: IndicatorTables
    rows_behind: RowsBehind
    charts: Charts
    exporting: Exporting
    open_data: OpenData
    open_data_files: OpenDataFiles


@dataclass(frozen=True, slots=True)
class Application:
    """Everything that a channel or a command needs."""

    settings: Settings
    catalogue: Catalogue
    wording: DomainWording
    composer: Composer
    conversing: Conversing
    engine: DialogueEngine
    store: SqliteTurnStore
    counting: Counting
    links: LinkTracking
    returning: Returning
    indicator: IndicatorParts
    outbox: SqliteOutbox
    undelivered: Undelivered
    clock: Clock
    desk: Desk
    keyring: Keyring
    channels: ChannelParts
    database: Database
    knowledge: KnowledgeDesk
    models: LiveModels | None = None
    following: FollowingKnowledge | None = None
