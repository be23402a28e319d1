"""A sheet of XlsxWriter that takes whole rows: a year's aggregates are a million cells, too many one by one.

Only the rows are written here, into the file where XlsxWriter keeps them in its `constant_memory` mode; everything else
of the workbook is its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from bot.domain.table import Value

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
LINE_HEIGHT = 15
_KEPT = 100_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LIKE_CONTROL = re.compile(r"(_x[0-9a-fA-F]{4}_)")


class QuickSheet(Worksheet):  # type: ignore[misc]
    """Rows in one go."""

    def write_rows(
        self, first: int, rows: Iterable[Sequence[Value]], forms: Sequence[Any], wrapped_at: int | None = None
    ) -> int:
        """Writes rows from a row on; text stays text, whatever it looks like. Returns the number of the last row.

        Args:
            forms: the format of each column.
            wrapped_at: number of letters after which texts wrap; rows are made as high as their longest text needs,
                which not every program works out by itself.

        Raises:
            ValueError: there are more rows than a sheet can hold.
        """
        self._write_single_row(first)
        texts = [f'" s="{form._get_xf_index()}" t="inlineStr"><is><t' for form in forms]
        numbers = [f'" s="{form._get_xf_index()}"><v>' for form in forms]
        names = [f'<c r="{xl_col_to_name(column)}' for column in range(len(forms))]
        places = list(zip(names, texts, numbers, strict=True))
        write = self.row_data_fh.write
        last = first - 1
        for last, row in zip(count(first), rows):
            number = str(last + 1)
            if last >= MAX_ROWS:
                raise ValueError(f"{self.name}: expected at most {MAX_ROWS} rows, which is what a sheet holds")
            cells = [
                f"{name}{number}{text}{_inline(value)}</t></is></c>"
                if isinstance(value, str)
                else f"{name}{number}{plain}{value!r}</v></c>"
                for (name, text, plain), value in zip(places, row, strict=True)
                if value is not None and value != ""
            ]
            height = _height(row, wrapped_at) if wrapped_at else ""
            write(f'<row r="{number}"{height}>{"".join(cells)}</row>')
        if last >= first:
            self._check_dimensions(last, len(forms) - 1)
            self.previous_row = last
        return last


def _height(row: Sequence[Value], wrapped_at: int) -> str:
    lines = max((-(-len(value) // wrapped_at) for value in row if isinstance(value, str)), default=1)
    return f' ht="{LINE_HEIGHT * max(lines, 1)}" customHeight="1"'


@lru_cache(_KEPT)
def _inline(text: str) -> str:
    """A text as it stands between the tags, with the end of the opening one."""
    safe = _LIKE_CONTROL.sub(r"_x005F\1", text[:MAX_TEXT])
    safe = _CONTROL.sub(lambda found: f"_x{ord(found.group()):04X}_", safe)
    return (' xml:space="preserve">' if safe != safe.strip() else ">") + escape(safe)
