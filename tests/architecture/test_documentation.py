"""What the documents name exists: files, commands, settings, metrics."""

import importlib.util
import re
from pathlib import Path

import pytest

from benchmarks.__main__ import modules_of
from writers_app.config import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
DOCUMENTS += (ROOT / "deploy").rglob("*.md")
TOP = "writers_app|worker|deploy|tests|docs|benchmarks|alembic|assets"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_a_document_names_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = re.findall(rf"`((?:{TOP})(?:/[\w.-]+)+/?)`", text)
    linked = [(document.parent / link) for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text)]
    missing = [name for name in named if not (ROOT / name).exists()]
    missing += [str(link) for link in linked if not link.exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_settings_that_a_document_names_exist(document: Path) -> None:
    named = set(re.findall(r"\bWRITERS_[A-Z_]+\b", document.read_text(encoding="utf-8")))
    assert named <= {f"WRITERS_{field.upper()}" for field in Settings.model_fields}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_that_a_document_names_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


def test_modules_that_make_runs_exist() -> None:
    run = re.findall(r"\$\(RUN\) -m ([\w.]+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert "deploy.run" in run
    found = [importlib.util.find_spec(module) for module in run]
    programs = [
        spec and (importlib.util.find_spec(f"{spec.name}.__main__") if spec.submodule_search_locations else spec)
        for spec in found
    ]
    assert [module for module, program in zip(run, programs, strict=True) if program is None] == []


def test_every_benchmark_is_listed_and_run_by_its_row() -> None:
    listed = re.findall(
        r"^\| (P\d+) \| `benchmarks\.(\w+)`", (ROOT / "benchmarks/README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [module for _, module in listed] == modules_of([])
    assert modules_of(["p10"]) == [module for row, module in listed if row == "P10"]
    with pytest.raises(ValueError, match="no row p99"):
        modules_of(["p1", "p99"])


def test_alerts_and_dashboards_ask_only_for_metrics_that_exist() -> None:
    defined = (ROOT / "writers_app/telemetry/metrics.py").read_text() + (
        ROOT / "writers_app/api/operations.py"
    ).read_text()
    names = set(re.findall(r'"(writers_[a-z_]+)"', defined))
    exported = names | {f"{name}{suffix}" for name in names for suffix in ("_total", "_bucket", "_count", "_sum")}
    exported |= {"writers_backup_timestamp_seconds"}
    files = [ROOT / "deploy/prometheus/rules.yml", *(ROOT / "deploy/grafana/dashboards").glob("*.json")]
    asked = {name for file in files for name in re.findall(r"\b(writers_[a-z_]+)\b", file.read_text(encoding="utf-8"))}
    assert asked - exported == set()


def test_every_alert_has_its_runbook() -> None:
    rules = (ROOT / "deploy/prometheus/rules.yml").read_text(encoding="utf-8")
    runbooks = re.findall(r"runbook: ([\w/.-]+)", rules)
    assert len(runbooks) == rules.count("- alert:")
    assert [name for name in runbooks if not (ROOT / "deploy" / name).exists()] == []
