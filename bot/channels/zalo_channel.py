"""What the two Zalo channels share: their parts, their turns, and what a refusal of Zalo means for an answer."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Protocol

from starlette.responses import Response

from bot.bootstrap import Application
from bot.channels.refusal_effect import WAIT_FOR_PERSON_SECONDS, RefusalEffect
from bot.channels.troubles import Troubles
from bot.channels.zalo_assumptions import read_assumptions
from bot.domain.message import Message, MessageKind
from bot.services.delivering import RetryLaterError, UnreachableError, WindowClosedError
from bot.services.turn_queue import TurnQueue

_LOG = logging.getLogger(__name__)
ERROR = "error_"


class Refusal(Protocol):
    """An error code of Zalo."""

    code: int


class ZaloChannel(ABC):
    """The half of a messenger that does not depend on which of Zalo's APIs it talks to."""

    name: str

    def __init__(self, application: Application) -> None:
        self._application = application
        self._parts = application.channels
        self._assumed = read_assumptions(application.settings.zalo_assumptions)
        self._troubles = Troubles(self._parts.alerts, self.name)
        self._turns: TurnQueue | None = None

    def _accept(self, message: Message) -> bool:
        """Stores a message and queues it; False for one that was seen. Raises sqlite3.Error when it is not stored.

        While the server stops there is no queue: the message is answered at the next start.
        """
        if not self._application.conversing.accept(message) or self._turns is None:
            return False
        self._turns.put(message)
        return True

    def _message_of(
        self,
        identifier: str,
        address: str,
        text: str,
        sent: MessageKind,
        moment: int,
        *,
        payload: str | None = None,
        in_group: bool = False,
    ) -> Message:
        return Message(
            channel=self.name,
            update_id=identifier,
            address=address,
            text="" if payload else text,
            received_at=self._application.clock.now(),
            payload=payload,
            locality=self._application.settings.locality,
            pushed=True,
            kind=sent,
            in_group=in_group,
            sequence=moment,
        )

    def _failed(self, refusal: Exception, code: int, effect: RefusalEffect) -> Exception:
        """What delivering is told about a refusal."""
        match effect:
            case RefusalEffect.HOLD:
                return WindowClosedError(str(refusal))
            case RefusalEffect.UNREACHABLE:
                return UnreachableError(str(refusal))
            case RefusalEffect.BUG:
                _LOG.error("%s. Next step: report it with the answer that `troly outbox list` shows", refusal)
                return UnreachableError(str(refusal))
            case RefusalEffect.REFRESH | RefusalEffect.ALERT:
                return self._alert(refusal, code)
            case RefusalEffect.BACK_OFF:
                return self._later(refusal, code)

    def _alert(self, refusal: Exception, code: int) -> RetryLaterError:
        """Tells an operator; the answer waits for what the operator does."""
        detail = f"{refusal} ({self._meaning(code)}). Next step: docs/runbooks/connect-zalo.md, section Errors"
        self._troubles.open(f"{ERROR}{abs(code)}", detail)
        return RetryLaterError(str(refusal), seconds=WAIT_FOR_PERSON_SECONDS)

    def _later(self, refusal: Exception, code: int) -> RetryLaterError:  # noqa: ARG002 - the channels look at the code
        return RetryLaterError(str(refusal))

    def _resident(self, address: str) -> str:
        return self._parts.keyring.resident(self.name, address)

    @abstractmethod
    def _meaning(self, code: int) -> str:
        """What Zalo's table says about a code."""


def too_large() -> Response:
    """Refuses a body and hangs up, or its rest would be read."""
    return Response(status_code=413, headers={"Connection": "close"})
