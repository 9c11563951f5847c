"""What went wrong with a request to a reason from a closed list, and how bad it is."""

from __future__ import annotations

from enum import StrEnum

from extractors.fetching.credentials import shown, shown_text
from warehouse.records import FailureClass


class FetchReason(StrEnum):
    """Why a URL could not be had."""

    BAD_URL = "bad_url"
    SCHEME_REFUSED = "scheme_refused"
    ADDRESS_REFUSED = "address_refused"
    ROBOTS_DISALLOWED = "robots_disallowed"
    ROBOTS_UNAVAILABLE = "robots_unavailable"
    HOST_RESTING = "host_resting"
    NAME_NOT_FOUND = "name_not_found"
    CONNECT_FAILED = "connect_failed"
    TLS_FAILED = "tls_failed"
    TOO_SLOW = "too_slow"
    CONNECTION_LOST = "connection_lost"
    BAD_REDIRECT = "bad_redirect"
    REDIRECT_LOOP = "redirect_loop"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_LARGE = "too_large"
    UNDECODABLE = "undecodable"
    NOT_TEXT = "not_text"
    RATE_LIMITED = "rate_limited"
    NOT_FOUND = "not_found"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    REFUSED = "refused"
    SERVER_ERROR = "server_error"
    UNEXPECTED_STATUS = "unexpected_status"
    UNEXPECTED = "unexpected_error"


_CLASSES: dict[FailureClass, frozenset[FetchReason]] = {
    # The same request may well succeed within hours.
    FailureClass.TEMPORARY: frozenset(
        {
            FetchReason.ROBOTS_UNAVAILABLE,
            FetchReason.HOST_RESTING,
            FetchReason.NAME_NOT_FOUND,
            FetchReason.CONNECT_FAILED,
            FetchReason.TOO_SLOW,
            FetchReason.CONNECTION_LOST,
            FetchReason.RATE_LIMITED,
            FetchReason.SERVER_ERROR,
        }
    ),
    # No request of ours will ever be right until somebody changes the address or the rules.
    FailureClass.PERMANENT: frozenset(
        {
            FetchReason.BAD_URL,
            FetchReason.SCHEME_REFUSED,
            FetchReason.ADDRESS_REFUSED,
            FetchReason.ROBOTS_DISALLOWED,
            FetchReason.NOT_TEXT,
            FetchReason.TOO_LARGE,
            FetchReason.GONE,
            FetchReason.UNEXPECTED,
        }
    ),
}

# Answers that say robots.txt does not exist, which allows everything (RFC 9309, 2.3.1.3).
NO_ROBOTS = frozenset(
    {
        FetchReason.NOT_FOUND,
        FetchReason.GONE,
        FetchReason.FORBIDDEN,
        FetchReason.REFUSED,
        FetchReason.REDIRECT_LOOP,
        FetchReason.TOO_MANY_REDIRECTS,
        FetchReason.BAD_REDIRECT,
    }
)

# What a status says where no wider rule below does.
_STATUSES = {
    401: FetchReason.FORBIDDEN,
    402: FetchReason.FORBIDDEN,
    403: FetchReason.FORBIDDEN,
    404: FetchReason.NOT_FOUND,
    410: FetchReason.GONE,
    429: FetchReason.RATE_LIMITED,
    451: FetchReason.FORBIDDEN,
}


def reason_of_status(status: int) -> FetchReason:
    """The reason that an HTTP status other than 2xx and the redirects stands for."""
    if status in _STATUSES:
        return _STATUSES[status]
    if 500 <= status <= 599:
        return FetchReason.SERVER_ERROR
    return FetchReason.REFUSED if 400 <= status <= 499 else FetchReason.UNEXPECTED_STATUS


def class_of(reason: FetchReason) -> FailureClass:
    """How bad `reason` is; soft is what lies between, as a 404 that may yet appear or a bad certificate."""
    return next((name for name, reasons in _CLASSES.items() if reason in reasons), FailureClass.SOFT)


class FetchError(Exception):
    """A URL could not be had: `reason` from the closed list, how bad, the host's wish to wait in seconds, and the URL.

    The message is one line with what the machine said, and neither it nor the URL shows a secret of a URL.
    """

    def __init__(
        self,
        reason: FetchReason,
        failure_class: FailureClass | None = None,
        retry_after_s: float | None = None,
        url: str = "",
        detail: str = "",
    ) -> None:
        said = shown_text(detail)
        super().__init__(f"{reason}: {said}" if said else str(reason))
        self.reason = reason
        self.failure_class = failure_class or class_of(reason)
        self.retry_after_s = retry_after_s
        self.url = shown(url)
        self.detail = said
