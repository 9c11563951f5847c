"""A host name to its addresses, asked for in a thread, so that a resolver that hangs holds up nobody else."""

from __future__ import annotations

import asyncio
import ipaddress
from contextlib import suppress
from threading import Thread

from extractors.fetching.addresses import NameNotFound, Resolve

# Names are found in milliseconds; a resolver that has lost its servers hangs for 30 s and more.
LOOKUP_S = 10.0
# Threads that may be asking at one time: those that hang are not waited for, yet their number has an end.
MAX_LOOKUPS = 256


class Lookups:
    """Asks `resolve` in threads that do not outlive the process; an address is its own answer."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._threads = asyncio.Semaphore(MAX_LOOKUPS)

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of `host`; raises NameNotFound, and TimeoutError after LOOKUP_S."""
        try:
            return [str(ipaddress.ip_address(host.strip("[]")))]
        except ValueError:
            pass
        async with asyncio.timeout(LOOKUP_S):
            await self._threads.acquire()
            return await self._asked(host, port)

    def _asked(self, host: str, port: int) -> asyncio.Future[list[str]]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[str]] = loop.create_future()

        def done(found: list[str], error: Exception | None) -> None:
            self._threads.release()
            if answer.done():  # given up
                return
            if error is None:
                answer.set_result(found)
            else:
                answer.set_exception(error)

        def ask() -> None:
            found, failure = [], None
            try:
                found = list(self._resolve(host, port))
            except Exception as error:
                failure = error
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(done, found, failure)

        try:
            Thread(target=ask, name=f"lookup {host}", daemon=True).start()
        except RuntimeError as error:
            self._threads.release()
            raise NameNotFound(f"{host}: {error}") from error
        return answer
