"""A table of values to lines for a terminal: aligned columns, or one block a row where they do not fit."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence

from warehouse.connection import Table
from warehouse.formats import plain

# A longer cell is cut in the aligned form: whole articles and lists of links would push all else off the screen.
_WIDEST_CELL = 60
_GAP = "  "


def table_text(table: Table, width: int | None) -> str:
    """The table as text with a count of its rows; `width` is the terminal's, None for no limit.

    NULL is blank. Numbers stand to the right. Rows wider than the terminal become blocks of `column  value` lines.
    """
    cells = [[_cell(value) for value in row] for row in table.rows]
    cut = [[_cut(cell, _WIDEST_CELL) for cell in row] for row in cells]
    widths = [
        max(_columns(name), *(_columns(row[at]) for row in cut)) if cut else _columns(name)
        for at, name in enumerate(table.columns)
    ]
    if width is not None and table.rows and sum(widths) + len(_GAP) * (len(widths) - 1) > width:
        lines = _blocks(table.columns, cells)
    else:
        lines = _aligned(table, cut, widths)
    count = len(table.rows)
    return "\n".join([*lines, f"({count} row{'' if count == 1 else 's'})", ""])


def _aligned(table: Table, cells: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    numeric = [_is_number(name) for name in table.types]
    head = [_pad(name, width, right) for name, width, right in zip(table.columns, widths, numeric, strict=True)]
    rule = ["-" * width for width in widths]
    body = [[_pad(c, w, right) for c, w, right in zip(row, widths, numeric, strict=True)] for row in cells]
    return [_GAP.join(line).rstrip() for line in [head, rule, *body]]


def _blocks(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> list[str]:
    width = max(_columns(name) for name in columns)
    lines: list[str] = []
    for number, row in enumerate(cells, 1):
        lines.append(f"row {number}")
        lines += [
            f"{_GAP}{_pad(name, width, False)}{_GAP}{cell}".rstrip() for name, cell in zip(columns, row, strict=True)
        ]
        lines.append("")
    return lines


def _cell(value: object) -> str:
    """A value on one line; control characters, which could drive the terminal, become spaces."""
    if value is None:
        return ""
    shown = plain(value)
    text = shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
    return "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)


def _cut(text: str, width: int) -> str:
    if _columns(text) <= width:
        return text
    kept, used = [], 0
    for letter in text:
        used += _columns(letter)
        if used > width - 1:
            break
        kept.append(letter)
    return "".join(kept) + "…"


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - _columns(text))
    return space + text if right else text + space


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes: East Asian wide letters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf" else 2 if _is_wide(letter) else 1
        for letter in text
    )


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in ("W", "F")


def _is_number(type_name: str) -> bool:
    return (
        type_name.startswith(("DECIMAL", "DOUBLE", "FLOAT"))
        or type_name.removeprefix("U").endswith("INT")
        or (type_name in ("INTEGER", "UINTEGER", "HUGEINT", "UHUGEINT", "NUMBER"))
    )
