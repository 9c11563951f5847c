"""Content to identity: ids that every rerun gives again."""

import hashlib

_LENGTH = 16  # 64 bits: one expected collision in four billion rows of a kind


def stable_id(prefix: str, *parts: str) -> str:
    """Join `parts` unambiguously and give `prefix-` with the first 16 hex digits of their SHA-256."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}-{digest[:_LENGTH]}"
