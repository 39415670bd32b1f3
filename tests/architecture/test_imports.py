"""A package imports only what stands below it; and the contract finds the import that goes up."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import layout


def lint(cwd: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports_command as lint; lint()"
    command = [sys.executable, "-c", code, "--no-cache", "--config", str(cwd / "pyproject.toml")]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A tree with the packages' names and nothing in them, under the same contracts."""
    for name in layout.packages():
        (tmp_path / "tidings" / name).mkdir(parents=True)
        (tmp_path / "tidings" / name / "__init__.py").touch()
    (tmp_path / "tidings" / "__init__.py").touch()
    (tmp_path / "tidings" / "flow.py").touch()
    (tmp_path / "pyproject.toml").write_text((layout.ROOT / "pyproject.toml").read_text())
    return tmp_path


def test_imports_go_down() -> None:
    found = lint(layout.ROOT)
    assert found.returncode == 0, found.stdout


def test_the_empty_copy_keeps_the_contract(copy: Path) -> None:
    found = lint(copy)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("package", "imported"),
    [
        ("core", "events"),
        ("chat", "audience"),
        ("audience", "campaigns"),
        ("campaigns", "delivery"),
        ("workers", "cli"),
    ],
)
def test_an_import_that_goes_up_or_sideways_is_found(copy: Path, package: str, imported: str) -> None:
    (copy / "tidings" / package / "sample.py").write_text(f"import tidings.{imported}\n")
    found = lint(copy)
    assert found.returncode == 1
    assert f"tidings.{package} is not allowed to import tidings.{imported}" in found.stdout


def test_a_package_without_a_layer_is_found(copy: Path) -> None:
    (copy / "tidings" / "helpers").mkdir()
    (copy / "tidings" / "helpers" / "__init__.py").touch()
    found = lint(copy)
    assert found.returncode == 1
    assert "helpers" in found.stdout


def test_two_modules_that_import_each_other_are_found(copy: Path) -> None:
    (copy / "tidings" / "chat" / "posting.py").write_text("from tidings.chat import reading\n")
    (copy / "tidings" / "chat" / "reading.py").write_text("from tidings.chat import posting\n")
    found = lint(copy)
    assert found.returncode == 1
    assert "posting" in found.stdout
