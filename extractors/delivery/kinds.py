"""The URL of a channel to its kind, and to a name that may be stored and shown."""

from __future__ import annotations

from extractors.ids import stable_id

# The receivers that are asked, in a header, to drop a message whose key they have seen; whether they do, the person
# who set them up knows.
WEBHOOKS = frozenset({"json", "jsons", "xml", "xmls", "form", "forms"})
# What these show is the text as it is, by the tests of what goes over the wire. All other services get it without the
# signs of any markup: most chats render Markdown, asked for or not.
AS_WRITTEN = WEBHOOKS | {"mailto", "mailtos", "tgram", "ntfy", "ntfys", "gotify", "gotifys"}


def kind_of(channel_url: str) -> str:
    """The scheme of an apprise URL in lower case, as `mailto`; empty where it is no URL."""
    scheme, separator, _ = channel_url.partition("://")
    return scheme.lower() if separator and scheme.isalnum() else ""


def channel_key(channel_url: str) -> str:
    """A name for a channel: its kind and a digest; any other part of the URL may be a secret."""
    return stable_id(kind_of(channel_url) or "channel", channel_url)
