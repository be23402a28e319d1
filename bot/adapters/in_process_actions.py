"""Runs the project's `rasa_sdk` actions in this process, where Rasa expects the address of an action server."""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from bot.domain.errors import EngineError


class InProcessActions(EndpointConfig):
    """An action endpoint without a network: `RemoteAction` only ever calls `request(json=...)`."""

    def __init__(self, package: str) -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, *_: Any, json: dict[str, Any] | None = None, **__: Any) -> Any:
        """Runs the action that Rasa asks for and returns its events and responses as JSON data."""
        if json is None:
            raise EngineError("action call: expected a JSON body, got nothing")
        result = await self._executor.run(json)
        found = result if isinstance(result, dict) or result is None else result.dict()
        return _only_known_slots(found, json) if found else found


def _only_known_slots(result: dict[str, Any], call: dict[str, Any]) -> dict[str, Any]:
    """Leaves out slots that the model does not have: one of an older version is evaluated and served too."""
    known = call.get("tracker", {}).get("slots", {})
    events = [event for event in result["events"] if event.get("event") != "slot" or event["name"] in known]
    return result | {"events": events}


def _validate_remote_only(action: RemoteAction, result: dict[str, Any]) -> bool:
    """Skips the JSON schema for results that never left this process: it took two thirds of a turn (ADR 0004)."""
    return isinstance(action.action_endpoint, InProcessActions) or _validate(action, result)


_validate = RemoteAction._validate_action_result
RemoteAction._validate_action_result = _validate_remote_only
