"""A host name to the addresses that may be connected to: public ones only, each checked before a connection is made."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address

IPAddress = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Iterable[str]]

# RFC 6052: an IPv6 address under this prefix stands for the IPv4 address in its last 32 bits; networks without IPv4
# reach all the rest of the internet through it.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_V4_BITS = 0xFFFFFFFF

# What is not one host of the open internet by IANA's registries of special-purpose addresses; the tables of the
# standard library are of other years in each of its versions (3.11.7 has 192.0.0.192, a cloud's metadata, as public).
_SPECIAL_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by a carrier's customers; a cloud's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's agent of its machines: public by the registry, answered by the host itself
        "169.254.0.0/16",  # link-local; most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; a cloud's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
# Only this part of IPv6 is given to hosts (RFC 4291): loopback, mapped and compatible IPv4, site- and link-local,
# unique local (with clouds' metadata, as fd00:ec2::254) and multicast addresses lie outside.
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, with Teredo, which carries an IPv4 address
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)


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
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_V4)
    return address in _GLOBAL_V6 and not any(address in network for network in _SPECIAL_V6)


def _is_public(text: str) -> bool:
    """Whether the text is a public address; what is no address is not."""
    try:
        return is_public(ipaddress.ip_address(text))
    except ValueError:
        return False


def check_addresses(host: str, port: int, found: Iterable[str], allowed: frozenset[str]) -> None:
    """Raise AddressRefused where one of the addresses of `host` is not public; `allowed` are exempt `host:port`."""
    if f"{host.strip('[]').lower()}:{port}" in allowed:
        return
    for text in found:
        if not _is_public(text):
            named = host if host == text else f"{host} ({text})"
            raise AddressRefused(f"{named} is not a public address")
