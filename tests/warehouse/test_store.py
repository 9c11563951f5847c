"""Opening, publishing, and what is left when a process is killed, the disk is full or the file is damaged."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warehouse.world import FEEDS, fill
from warehouse.errors import (
    WarehouseDamaged,
    WarehouseError,
    WarehouseHeld,
    WarehouseMissing,
    WarehouseUnreachable,
)
from warehouse.soundness import failed_checks
from warehouse.store import Warehouse, open_snapshot, open_warehouse

ROOT = Path(__file__).parent.parent.parent

WRITER = """
import sys
from pathlib import Path
from tests.warehouse.world import fill, fill_with_feeds
from warehouse.store import open_warehouse
with open_warehouse(Path(sys.argv[1])) as warehouse:
    {body}
"""
KILLED_IN_A_TRANSACTION = """
    import os, signal
    fill(warehouse)
    with warehouse.connection.transaction():
        warehouse.connection.execute("DELETE FROM stored.articles")
        os.kill(os.getpid(), signal.SIGKILL)
"""
KILLED_IN_PUBLICATION = """
    import os, signal
    fill(warehouse)
    snapshot = Path(sys.argv[2])
    warehouse.publish_snapshot(snapshot)
    warehouse.feeds.save([])
    os.replace = lambda *names: os.kill(os.getpid(), signal.SIGKILL)
    warehouse.publish_snapshot(snapshot)
"""
HOLDS_UNTIL_TOLD = """
    print("open", flush=True)
    sys.stdin.readline()
"""
FILLS_A_SMALL_DISK = """
    import resource
    from tests.warehouse.world import ARTICLES, outcome, visit
    from dataclasses import replace
    fill_with_feeds(warehouse)
    size = Path(sys.argv[1]).stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 400_000, resource.RLIM_INFINITY))
    try:
        for number in range(400):
            long = replace(ARTICLES[0], article_id=f"article-{number}", text=os.urandom(50_000).hex())
            visit(warehouse, outcome("page", f"entry-{number}"), None, long)
            print("kept", flush=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


def writer(body: str, *arguments: Path) -> list[str]:
    """The command of a process that opens a warehouse and does `body` with it."""
    return [sys.executable, "-c", "import os" + WRITER.replace("{body}", body.strip()), *map(str, arguments)]


def test_a_warehouse_is_made_with_its_folder_and_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "tocsin.duckdb"
    with open_warehouse(path) as warehouse:
        warehouse.feeds.save(FEEDS)
    with open_warehouse(path) as warehouse:
        assert warehouse.feeds.all() == FEEDS


def test_a_missing_snapshot_says_what_to_do_first(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing) as caught, open_snapshot(tmp_path / "snapshot.duckdb"):
        pass
    message = str(caught.value)
    assert str(tmp_path / "snapshot.duckdb") in message and "tocsin run" in message and "\n" not in message
    assert not (tmp_path / "snapshot.duckdb").exists()


def test_a_second_process_is_told_who_holds_the_file(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.duckdb"
    with subprocess.Popen(
        writer(HOLDS_UNTIL_TOLD, path), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None and holder.stdin is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(WarehouseHeld) as caught, open_warehouse(path):
            pass
        assert caught.value.pid == holder.pid
        assert str(caught.value) == (
            f"{path}: another process (PID {holder.pid}) holds the warehouse; wait until it has finished, or stop it"
        )
        holder.stdin.write("done\n")
        holder.stdin.close()
    with open_warehouse(path):
        pass


@pytest.mark.parametrize("content", [b"", b"not a database\n", b"\0" * 20_000], ids=["empty", "text", "zeros"])
def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "snapshot.duckdb"
    path.write_bytes(content)
    with pytest.raises(WarehouseError) as caught, open_snapshot(path):
        pass
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize("damage", ["cut", "overwritten"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "tocsin.duckdb"
    with open_warehouse(path) as warehouse:
        fill(warehouse)
    content = path.read_bytes()
    path.write_bytes(
        content[: len(content) // 2] if damage == "cut" else content[:12_288] + b"\xff" * (len(content) - 12_288)
    )
    with pytest.raises(WarehouseDamaged) as caught, open_warehouse(path) as warehouse:
        failed_checks(warehouse.connection)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_folder_in_the_place_of_the_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(WarehouseUnreachable, match="directory"), open_warehouse(tmp_path):
        pass
    (tmp_path / "file").write_text("")
    with pytest.raises(WarehouseUnreachable, match="file"), open_warehouse(tmp_path / "file" / "tocsin.duckdb"):
        pass


def test_a_writer_killed_in_a_transaction_leaves_all_that_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.duckdb"
    killed = subprocess.run(writer(KILLED_IN_A_TRANSACTION, path), cwd=ROOT, capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with open_warehouse(path) as warehouse:
        assert warehouse.connection.values("SELECT count(*) FROM articles") == [3]
        assert warehouse.connection.values("SELECT count(*) FROM incident_versions") == [3]
        assert failed_checks(warehouse.connection) == []


def test_a_killed_publication_leaves_the_last_good_snapshot_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    path, snapshot = tmp_path / "tocsin.duckdb", tmp_path / "snapshot.duckdb"
    killed = subprocess.run(writer(KILLED_IN_PUBLICATION, path, snapshot), cwd=ROOT, capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with open_snapshot(snapshot) as reader:
        assert reader.feeds.all() == FEEDS
    with open_warehouse(path) as warehouse:
        assert warehouse.feeds.all() == []
        warehouse.publish_snapshot(snapshot)
    with open_snapshot(snapshot) as reader:
        assert reader.feeds.all() == []
    assert {found.name for found in tmp_path.iterdir()} == {"tocsin.duckdb", "snapshot.duckdb"}


def test_a_reader_is_not_disturbed_by_a_publication(tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot.duckdb"
    with open_warehouse(tmp_path / "tocsin.duckdb") as warehouse:
        fill(warehouse)
        warehouse.publish_snapshot(snapshot)
        command = [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from warehouse.store import open_snapshot\n"
            "with open_snapshot(Path(sys.argv[1])) as reader:\n"
            "    print('open', flush=True); sys.stdin.readline(); print(len(reader.feeds.all()))",
            str(snapshot),
        ]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
            assert reader.stdout is not None and reader.stdin is not None
            assert reader.stdout.readline() == "open\n"
            warehouse.feeds.save([])
            warehouse.publish_snapshot(snapshot)
            reader.stdin.write("read\n")
            reader.stdin.flush()
            assert reader.stdout.readline() == "3\n"
    with open_snapshot(snapshot) as later:
        assert later.feeds.all() == []


def test_a_snapshot_holds_what_the_warehouse_holds(tmp_path: Path) -> None:
    snapshot = tmp_path / "deep" / "it's a snapshot.duckdb"
    with open_warehouse(tmp_path / "tocsin.duckdb") as warehouse:
        fill(warehouse)
        warehouse.publish_snapshot(snapshot)
        kept = warehouse.surroundings.histories(warehouse.incidents.ids_like(""))
        sizes = _sizes(warehouse)
    with open_snapshot(snapshot) as reader:
        assert reader.surroundings.histories(reader.incidents.ids_like("")) == kept
        assert _sizes(reader) == sizes


def _sizes(warehouse: Warehouse) -> dict[str, int]:
    names = warehouse.connection.values("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'stored'")
    return {name: warehouse.connection.values(f"SELECT count(*) FROM stored.{name}")[0] for name in names}


def test_a_full_disk_is_one_line_and_what_was_committed_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.duckdb"
    full = subprocess.run(writer(FILLS_A_SMALL_DISK, path), cwd=ROOT, capture_output=True, text=True)
    assert full.returncode == 1
    assert "warehouse.errors.DiskFull: " in full.stderr.splitlines()[-1], full.stderr
    assert str(path) in full.stderr.splitlines()[-1]
    kept = full.stdout.count("kept")
    with open_warehouse(path) as warehouse:
        assert warehouse.connection.values("SELECT count(*) FROM articles") == [kept]


def test_a_publication_without_room_leaves_the_last_good_snapshot(tmp_path: Path) -> None:
    body = """
    import resource
    fill(warehouse)
    warehouse.publish_snapshot(Path(sys.argv[2]))
    warehouse.feeds.save([])
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    try:
        warehouse.publish_snapshot(Path(sys.argv[2]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""
    path, snapshot = tmp_path / "tocsin.duckdb", tmp_path / "snapshot.duckdb"
    full = subprocess.run(writer(body, path, snapshot), cwd=ROOT, capture_output=True, text=True)
    assert "DiskFull" in full.stderr.splitlines()[-1], full.stderr
    with open_snapshot(snapshot) as reader:
        assert reader.feeds.all() == FEEDS
    with open_warehouse(path) as warehouse:
        assert warehouse.feeds.all() == []
    assert not list(tmp_path.glob("*unfinished*"))


def test_a_warehouse_that_could_not_be_made_is_made_by_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.duckdb"
    code = """
import resource, sys
from pathlib import Path
from warehouse.store import open_warehouse
resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, resource.RLIM_INFINITY))
with open_warehouse(Path(sys.argv[1])):
    pass
"""
    full = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True)
    assert "DiskFull" in full.stderr.splitlines()[-1], full.stderr
    assert list(tmp_path.iterdir()) == []
    with open_warehouse(path) as warehouse:
        assert warehouse.feeds.all() == []
    assert [found.name for found in tmp_path.iterdir()] == ["tocsin.duckdb"]
