"""A host name to the addresses that may be connected to: public ones only, each checked before a connection is made."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address

IPAddress = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Iterable[str]]

# RFC 6052: an IPv6 address under this prefix stands for the IPv4 address in its last 32 bits.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_V4_BITS = 0xFFFFFFFF


class AddressRefused(Exception):
    """A host is, or resolves to, an address that is not public; the message names both."""


class NameNotFound(Exception):
    """A host name does not resolve; the message names it."""


def resolve_by_system(host: str, port: int) -> list[str]:
    """Ask the system's resolver for the addresses of `host`; it also reads forms such as `0x7f.1` and `2130706433`.

    Raises NameNotFound.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NameNotFound(f"{host}: {getattr(error, 'strerror', None) or error}") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def embedded_v4(address: IPAddress) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one carries (mapped, 6to4, NAT64), through which it could be reached."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & _V4_BITS)
    return address.ipv4_mapped or address.sixtofour


def is_public(address: IPAddress) -> bool:
    """Whether `address` is one host of the open internet: not loopback, private, link-local, reserved or multicast."""
    inner = embedded_v4(address)
    if inner is not None:
        return is_public(inner)
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    site_local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not special and not site_local


def check_addresses(host: str, port: int, found: Iterable[str], allowed: frozenset[str]) -> None:
    """Raise AddressRefused where one of the addresses of `host` is not public; `allowed` are exempt `host:port`."""
    if f"{host.strip('[]').lower()}:{port}" in allowed:
        return
    for text in found:
        if not is_public(ipaddress.ip_address(text.split("%")[0])):
            named = host if host == text else f"{host} ({text})"
            raise AddressRefused(f"{named} is not a public address")
