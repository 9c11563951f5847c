"""Certificates to trust or refusal: they must name the host of the URL, whatever address is connected to."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from extractors.web import FetchReason
from tests.extractors.fetching.clients import NOW, reason, web_at
from tests.extractors.loopback import bare, mute, saying


@pytest.fixture
def certified(tmp_path: Path) -> Callable[[str], tuple[ssl.SSLContext, Path]]:
    """Makes a server's context with a certificate of its own for a name, and the file that trusts it."""

    def make(name: str) -> tuple[ssl.SSLContext, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        certificate = (
            builder.not_valid_before(NOW - timedelta(days=3_650))
            .not_valid_after(NOW + timedelta(days=3_650))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .sign(key, hashes.SHA256())
        )
        trusted, secret = tmp_path / "trusted.pem", tmp_path / "key.pem"
        trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(trusted, secret)
        return context, trusted

    return make


@pytest.mark.parametrize(
    ("name", "trusts", "expected"),
    [
        ("paper.example", True, None),
        ("other.example", True, FetchReason.TLS_FAILED),
        ("paper.example", False, FetchReason.TLS_FAILED),
    ],
    ids=["right", "of another name", "of nobody"],
)
def test_a_certificate_must_be_trusted_and_of_the_name_asked_for(
    certified: Callable[[str], tuple[ssl.SSLContext, Path]],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    trusts: bool,
    expected: FetchReason | None,
) -> None:
    context, trusted = certified(name)
    if trusts:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

    async def main() -> None:
        async with bare(saying(b"story"), context) as server:
            host = f"paper.example:{server.port}"
            async with web_at(host, resolve=lambda name, port: ["127.0.0.1"]) as web:
                asked = web.get(f"https://{host}/")
                if expected is None:
                    assert (await asked).body == b"story"
                    assert (await web.get(f"https://{host}/again")).body == b"story"
                    assert server.opened == 1
                else:
                    assert await reason(asked) is expected
            await server.all_gone()

    asyncio.run(asyncio.wait_for(main(), 30))


def test_a_handshake_without_end_is_given_up_and_its_connection_closed() -> None:
    async def main() -> None:
        async with bare(mute) as server, web_at(server.host, timeout_s=0.5) as web:
            assert await reason(web.get(server.url(scheme="https"))) is FetchReason.TOO_SLOW
            await server.all_gone()

    asyncio.run(asyncio.wait_for(main(), 30))
