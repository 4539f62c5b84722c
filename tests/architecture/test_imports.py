"""The import directions of architecture.md, drawn by import-linter."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_import_contracts_hold():
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )

    assert result.returncode == 0, result.stdout[-3000:]


def test_no_address_of_a_registry_stands_in_the_lock_files():
    for file in (ROOT / "requirements").glob("*.txt"):
        text = file.read_text()
        assert "://" not in text, file.name
        assert "--hash=sha256:" in text, file.name


def test_every_dependency_has_a_reason():
    lines = (ROOT / "pyproject.toml").read_text().split("dependencies = [", 1)[1].split("[project.optional", 1)[0]
    entries = [line for line in lines.splitlines() if line.strip().startswith('"')]

    assert entries
    assert all("#" in line for line in entries)
