"""The colours of a commune's chat: one that its file gives, and a darker one made from it."""

from __future__ import annotations

import re
from dataclasses import dataclass

# WCAG AA: white text on the colour must be read by everybody.
LEAST_CONTRAST = 4.5
DARKER = 0.72
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Theme:
    """A colour written as `#rrggbb`; white text stands on it."""

    brand: str

    @property
    def dark(self) -> str:
        """The darker colour for headings and for what the pointer is on."""
        return "#" + "".join(f"{round(channel * DARKER):02x}" for channel in _channels(self.brand))


def is_colour(text: str) -> bool:
    """Whether a text is a colour as this project writes them."""
    return _COLOUR.fullmatch(text) is not None


def contrast_with_white(colour: str) -> float:
    """The contrast of white text on a colour, from 1 to 21, as WCAG 2 counts it."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
