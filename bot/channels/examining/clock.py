"""Whether our clock agrees with the platforms'."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.examining.finding import Finding, unwell, well
from bot.channels.examining.platform import Platforms
from bot.settings import Settings

# Zalo's windows and tokens are hours; certificates and signed links break from minutes on.
MOST_SECONDS = 60.0


def clock_findings(_: Settings, platforms: Platforms) -> Iterator[Finding]:
    """One finding over all answers that told a time."""
    if not platforms.clock_differences:
        yield well("clock", "nobody answered who could tell the time; not compared")
        return
    name, seconds = max(platforms.clock_differences.items(), key=lambda pair: abs(pair[1]))
    if abs(seconds) > MOST_SECONDS:
        yield unwell(
            "clock",
            f"differs by {seconds:.0f} s from the clock of {name}.",
            "switch time synchronisation on (timedatectl set-ntp true)",
        )
    else:
        yield well("clock", f"agrees with {', '.join(sorted(platforms.clock_differences))}")
