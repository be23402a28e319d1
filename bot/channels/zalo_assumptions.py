"""What Zalo's documentation leaves open, in one place: each assumption, its default and its alternatives.

Change one with the setting `ZALO_ASSUMPTIONS`, such as `oa_signature_first_term=oa_id,bot_refusal_wait_seconds=60`.
`tests/bot/channels/test_zalo_assumptions.py` has one contract test a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.errors import SettingsError

SETTING = "ZALO_ASSUMPTIONS"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that no official text settles.

    Attributes:
        choices: the values that are understood; empty means a whole number above zero.
        meaning: what is assumed, and what the alternatives are for.
    """

    name: str
    default: str
    choices: tuple[str, ...]
    meaning: str


ASSUMPTIONS: tuple[Assumption, ...] = (
    Assumption(
        "oa_signature_first_term",
        "app_id",
        ("app_id", "oa_id"),
        "the signature begins with the id of the app; community code also shows the id of the Official Account",
    ),
    Assumption(
        "oa_signature_last_term",
        "oa_key",
        ("oa_key", "app_key"),
        "the signature ends with the OA secret key of the webhook page; some say that it is the app's secret",
    ),
    Assumption(
        "oa_store_failure_status",
        "503",
        ("503", "200"),
        "an event that could not be stored is sent again when it is refused; 200 gives it up instead of risking that "
        "the webhook is switched off",
    ),
    Assumption(
        "oa_refresh_refusal",
        "final",
        ("final", "retried"),
        "any JSON answer without a token means that the refresh token is dead; its error codes are not documented",
    ),
    Assumption(
        "oa_late_reply",
        "send",
        ("send", "hold"),
        "a reply between 48 hours and 7 days after the resident's last message is accepted and billed; hold keeps it "
        "until the resident writes again",
    ),
    Assumption(
        "bot_store_failure_status",
        "503",
        ("503", "200"),
        "retries of the Bot's webhook are not documented; as for the Official Account",
    ),
    Assumption(
        "bot_refusal_wait_seconds",
        "600",
        (),
        "429 is the plan's quota as well as the rate; its length is not documented, so the second refusal in a row "
        "waits this long",
    ),
    Assumption(
        "bot_forbidden",
        "outage",
        ("outage", "blocked"),
        "the documentation calls 403 an internal server error; blocked takes it for a resident who left",
    ),
)


def read_assumptions(text: str) -> Mapping[str, str]:
    """Every assumption with its value.

    Raises:
        SettingsError: with every wrong entry.
    """
    values = {assumption.name: assumption.default for assumption in ASSUMPTIONS}
    known = {assumption.name: assumption for assumption in ASSUMPTIONS}
    problems = []
    for entry in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, value = (piece.strip() for piece in entry.partition("="))
        if name not in known:
            problems.append(f"{SETTING}: expected one of {', '.join(known)}, got {name!r}")
        elif not _is_fit(value, known[name].choices):
            problems.append(f"{SETTING}: {name}: expected {_expected(known[name].choices)}, got {value!r}")
        else:
            values[name] = value
    if problems:
        raise SettingsError("\n".join(problems))
    return values


def _is_fit(value: str, choices: tuple[str, ...]) -> bool:
    return value in choices if choices else value.isascii() and value.isdecimal() and int(value) > 0


def _expected(choices: tuple[str, ...]) -> str:
    return " or ".join(choices) if choices else "a whole number above zero"
