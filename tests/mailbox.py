"""A loopback mail server that alerts are sent to: what it took, and at which command it refuses or falls silent."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast


class Mailbox(socketserver.ThreadingTCPServer):
    """Takes mail by SMTP (RFC 5321); answers `refuse` with 550, and closes the connection after the mail at `leave`."""

    daemon_threads = True
    allow_reuse_address = True
    refuse = ""
    leave = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: list[bytes] = []

    @property
    def mails(self) -> list[EmailMessage]:
        """What it took, parsed."""
        return [cast(EmailMessage, message_from_bytes(mail, policy=default)) for mail in self.taken]

    def channel(self, more: str = "") -> str:
        """The apprise URL that mails through this server."""
        port = self.server_address[1]
        return f"mailto://127.0.0.1:{port}?from=tocsin@desk.example&to=duty@desk.example&{more}"


class _Session(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self._say("220 desk.example")
        while line := self.rfile.readline():
            command = line.decode("ascii").strip().upper()
            if self.server.refuse and command.startswith(self.server.refuse):
                self._say("550 no")
            elif command.startswith("EHLO"):
                self._say("250 desk.example")
            elif command == "DATA":
                self._say("354 go on")
                self.server.taken.append(self._mail())
                if self.server.leave:
                    return
                self._say("250 taken")
            else:
                self._say("221 bye" if command == "QUIT" else "250 well")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _mail(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """Serve a mailbox in a thread while the context lasts."""
    server = Mailbox()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
