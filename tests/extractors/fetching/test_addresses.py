"""Addresses to whether they are of the open internet: IANA's special ones, and the IPv4 ones that IPv6 carries."""

from __future__ import annotations

import ipaddress

import pytest

from extractors.fetching.addresses import AddressRefused, check_addresses, is_public

SPECIAL = (
    "0.1.2.3 10.0.0.7 100.64.0.1 100.100.100.200 127.0.0.1 168.63.129.16 169.254.169.254 172.16.3.4 172.31.255.255 "
    "192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 240.0.0.1 "
    "255.255.255.255 :: ::1 ::7f00:1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::169.254.169.254 "
    "64:ff9b:1::808:808 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:20::1 2001:db8::1 2002:7f00:1:: "
    "2002:a9fe:a9fe::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fd20:ce::254 fe80::1 fec0::1 ff02::1"
)
PUBLIC = (
    "8.8.8.8 93.184.215.14 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1 192.0.3.1 169.253.0.1 223.255.255.255 "
    "2606:4700::1111 2a00:1450:4001::1 2001:4860:4860::8888 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:0808:0808::1"
)


@pytest.mark.parametrize("address", SPECIAL.split())
def test_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC.split())
def test_addresses_of_hosts_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(AddressRefused, match=r"paper\.example \(nonsense\) is not a public address"):
        check_addresses("paper.example", 80, ["8.8.8.8", "nonsense"], frozenset())
