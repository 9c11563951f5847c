"""The bytes of a feed without the characters that XML forbids, so that one of them does not cost the whole feed."""

from __future__ import annotations

import re

# XML 1.0, 2.2: the control characters that no document may hold. Escape stays: ISO-2022 encodings are built on it.
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r\x1b")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,12}));")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x00\x00\xfe\xff")


def _is_character(code: int) -> bool:
    """Whether XML 1.0 allows the code point in a document."""
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def _kept(reference: re.Match[bytes]) -> bytes:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if _is_character(code) else b""


def without_forbidden(body: bytes) -> bytes:
    """Drop forbidden characters and references to them; bytes of two- and four-byte encodings come back as they are."""
    if body.startswith(_WIDE_MARKS):
        return body
    return _REFERENCE.sub(_kept, body.translate(None, _CONTROLS))
