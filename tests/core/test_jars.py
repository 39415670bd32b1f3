"""Libraries of Java: held to their hashes; a broker without Java, or without them, says what to do."""

from pathlib import Path

import pytest

from tidings.core import broker, jars, java
from tidings.core.errors import Unavailable

COORDINATE = "org.example:thing:1.0"


def a_lock(place: Path, sha256: str) -> Path:
    lock = place / "a.lock"
    lock.write_text(f"# For people.\n{COORDINATE} {sha256}\n", encoding="utf-8")
    return lock


@pytest.fixture
def fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of Maven Central, which gives the same file to everybody."""
    asked: list[str] = []

    def give(coordinate: str, repository: Path) -> Path:
        asked.append(coordinate)
        repository.mkdir(parents=True, exist_ok=True)
        file = repository / "thing.jar"
        file.write_bytes(b"what was pinned")
        return file

    monkeypatch.setattr(jars, "resolve", give)
    return asked


def test_a_library_is_fetched_once(tmp_path: Path, fetched: list[str]) -> None:
    file = tmp_path / "the same"
    file.write_bytes(b"what was pinned")
    lock = a_lock(tmp_path, jars.hash_of(file))
    first, again = (jars.fetch(lock, tmp_path / "store") for _ in range(2))
    assert first == again and first[0].read_bytes() == b"what was pinned"
    assert fetched == [COORDINATE]


def test_a_library_that_is_another_is_not_run(tmp_path: Path, fetched: list[str]) -> None:
    lock = a_lock(tmp_path, "0" * 64)
    with pytest.raises(Unavailable, match="not the file that Tidings was made with"):
        jars.fetch(lock, tmp_path / "store")
    assert list((tmp_path / "store").rglob("*.jar")) == []


def test_the_broker_is_pinned() -> None:
    pinned = jars.read(broker.LOCK)
    assert any(each.coordinate.startswith("org.apache.kafka:kafka_2.13:4.") for each in pinned)
    assert all(len(each.sha256) == 64 for each in pinned) and len(pinned) > 40


def test_a_java_that_is_too_old_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "bin" / "java"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n", encoding="utf-8")
    old.chmod(0o755)
    assert java.version(old) == 11
    assert java.version(tmp_path / "nothing") == 0
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    try:
        found = java.find()
    except Unavailable as error:
        assert "JAVA_HOME" in str(error)
    else:
        # Where the wheel is installed, its own is taken.
        assert java.version(found) >= java.OLDEST
