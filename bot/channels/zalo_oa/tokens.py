"""The access token of the Official Account: refreshed by one task at a time, and kept before it is used."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.adapters.sqlite_store.zalo_tokens import SqliteZaloTokens, TokenPair
from bot.channels.refusal_effect import WAIT_FOR_PERSON_SECONDS
from bot.channels.troubles import Troubles
from bot.channels.zalo_oa.client import TIMEOUT_SECONDS, OaClient
from bot.services.delivering import RetryLaterError
from bot.services.ports import Clock

_LOG = logging.getLogger(__name__)
# A token lives for 25 hours; the hours that are left are for outages.
REFRESH_AFTER = timedelta(hours=20)
CHECK_SECONDS = 60.0
# A token is not used in its last moments: it would die on its way.
LAST_MOMENTS = timedelta(minutes=2)
SHORTEST_LIFE = timedelta(minutes=5)
CLAIM = timedelta(seconds=2 * TIMEOUT_SECONDS)
ALERT_PREFIX = "token_"
ALERT_REFUSED = f"{ALERT_PREFIX}refused"
ALERT_MISSING = f"{ALERT_PREFIX}missing"
_REFUSED = "Zalo refuses the refresh token"
_NEXT_STEP = (
    "Next step: let the account's owner grant the app again, set ZALO_OA_REFRESH_TOKEN to the new refresh token and "
    "restart; answers wait until then"
)


class OaTokens:
    """Gives a token that should work."""

    def __init__(
        self,
        *,
        client: OaClient,
        store: SqliteZaloTokens,
        troubles: Troubles,
        clock: Clock,
        app_id: str,
        seed: str,
        refusal_is_final: bool = True,
    ) -> None:
        self._client = client
        self._store = store
        self._troubles = troubles
        self._clock = clock
        self._app_id = app_id
        self._seed = seed
        self._refusal_is_final = refusal_is_final
        self._running: asyncio.Task[TokenPair] | None = None
        self._holder = secrets.token_hex(8)

    async def access(self) -> str:
        """The access token, refreshed first when it is old.

        Raises:
            RetryLaterError: there is none that works just now.
        """
        pair = self._load()
        if self._is_fresh(pair):
            return pair.access
        try:
            return await self._refreshed(pair.access)
        except RetryLaterError:
            if self._works(pair) and not self._load().refused:
                return pair.access  # old, but good for some hours still
            raise

    async def renewed(self, refused: str) -> str:
        """Another token than the one that Zalo has refused.

        Raises:
            RetryLaterError: there is none that works just now.
        """
        return await self._refreshed(refused)

    async def keep_fresh(self) -> None:
        """Refreshes in time, until cancelled: a token that nobody needs for three months would die."""
        while True:
            with contextlib.suppress(RetryLaterError):
                await self.access()
            await asyncio.sleep(CHECK_SECONDS)

    async def close(self) -> None:
        """Lets a refresh that is on its way come to its end: its answer holds the only refresh token that works."""
        if self._running and not self._running.done():
            await asyncio.wait([self._running], timeout=TIMEOUT_SECONDS)

    async def _refreshed(self, known: str) -> str:
        """Another token than `known`. All who ask at once wait for one refresh; a caller who goes away ends none."""
        if self._running is None or self._running.done():
            pair = self._load()
            if pair.access and pair.access != known:
                return pair.access  # refreshed meanwhile
            if pair.refused:
                raise RetryLaterError(_REFUSED, seconds=WAIT_FOR_PERSON_SECONDS)
            self._running = asyncio.create_task(self._exchange_alone(pair))
        return (await asyncio.shield(self._running)).access

    async def _exchange_alone(self, pair: TokenPair) -> TokenPair:
        if not self._store.claim(self._app_id, self._holder, CLAIM):
            raise RetryLaterError("another process refreshes the token", seconds=2)
        try:
            return await self._exchange(pair)
        finally:
            self._store.release(self._app_id, self._holder)

    async def _exchange(self, pair: TokenPair) -> TokenPair:
        answer = await self._client.refresh(pair.refresh)
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if not isinstance(access, str) or not isinstance(refresh, str) or not access or not refresh:
            self._refuse(pair, answer)
            raise RetryLaterError(_REFUSED, seconds=WAIT_FOR_PERSON_SECONDS)
        now = self._clock.now()
        fresh = TokenPair(
            access=access, refresh=refresh, refreshed_at=now, expires_at=now + _life(answer.get("expires_in"))
        )
        self._store.save(self._app_id, self._seed, fresh)
        self._troubles.close(ALERT_PREFIX)
        _LOG.info("Zalo OA: the access token was refreshed")
        return fresh

    def _refuse(self, pair: TokenPair, answer: dict[str, Any]) -> None:
        reason = " ".join(str(answer.get(key, "")) for key in ("error", "error_name", "error_description")).strip()
        detail = f"expected a new token pair from Zalo, got {reason[:150] or 'neither token nor error'}. {_NEXT_STEP}"
        if self._refusal_is_final:
            self._store.save(self._app_id, self._seed, replace(pair, refused=reason[:150] or "no reason given"))
        self._troubles.open(ALERT_REFUSED, detail)

    def _load(self) -> TokenPair:
        pair = self._store.load(self._app_id, self._seed)
        if pair is None:
            detail = f"expected a refresh token in ZALO_OA_REFRESH_TOKEN or in the database, got none. {_NEXT_STEP}"
            self._troubles.open(ALERT_MISSING, detail)
            raise RetryLaterError("no refresh token", seconds=WAIT_FOR_PERSON_SECONDS)
        if pair.refused and not self._works(pair):
            raise RetryLaterError(_REFUSED, seconds=WAIT_FOR_PERSON_SECONDS)
        return pair

    def _is_fresh(self, pair: TokenPair) -> bool:
        return self._works(pair) and (bool(pair.refused) or self._clock.now() < pair.refreshed_at + REFRESH_AFTER)

    def _works(self, pair: TokenPair) -> bool:
        return bool(pair.access) and self._clock.now() < pair.expires_at - LAST_MOMENTS


def _life(expires_in: object) -> timedelta:
    """How long a token lives: Zalo says it in seconds, as a text."""
    text = str(expires_in)
    seconds = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
    return max(timedelta(seconds=seconds), SHORTEST_LIFE)
