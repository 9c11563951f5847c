"""The gazetteer to its copy in the warehouse, where that is of another version."""

from __future__ import annotations

import logging
from contextlib import closing

from prefect import task

from flows.progress import tell_first_build
from flows.retries import ON_GROUND
from flows.settings import Settings
from models.places.gazetteer import Gazetteer
from models.places.gazetteer_index import gazetteer_version
from warehouse.store import Warehouse, open_warehouse

log = logging.getLogger("tocsin.gazetteer")


@task(name="keep-gazetteer", **ON_GROUND)
def keep_gazetteer(settings: Settings) -> None:
    """Have the places that readings are resolved to in the warehouse, for those who join them."""
    tell_first_build()
    with open_warehouse(settings.warehouse) as warehouse:
        copy_gazetteer(warehouse)


def copy_gazetteer(warehouse: Warehouse) -> bool:
    """Copy the gazetteer unless it is there; gives whether it was copied."""
    version = gazetteer_version()
    if warehouse.gazetteer.version() == version:
        return False
    with closing(Gazetteer()) as gazetteer:
        count = warehouse.gazetteer.replace(version, gazetteer.columns())
    log.info("gazetteer: %d places of version %s are in the warehouse", count, version)
    return True
