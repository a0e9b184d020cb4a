"""The front-end build: what counts as a change, and that our patches fit the pinned Reflex."""

from pathlib import Path

import pytest
from reflex_base import constants
from reflex_base.compiler.templates import vite_config_template

from deploy.environment import BINARIES, build_environment
from deploy.frontend import fingerprint
from deploy.origin import SAME_ORIGIN, proxy_backend, use_page_origin

TEMPLATE = Path(constants.Templates.Dirs.WEB_TEMPLATE) / "utils" / "state.js"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    top = tmp_path / "app"
    (top / "editor").mkdir(parents=True)
    (top / "editor" / "editor.jsx").write_text("export const a = 1;")
    (top / "page.py").write_text("a = 1")
    return top


def test_fingerprint_is_stable_and_sees_contents_and_names(sources: Path) -> None:
    before = fingerprint([sources])
    assert fingerprint([sources]) == before
    (sources / "editor" / "editor.jsx").write_text("export const a = 2;")
    changed = fingerprint([sources])
    (sources / "page.py").rename(sources / "other.py")
    assert len({before, changed, fingerprint([sources])}) == 3


def test_fingerprint_leaves_out_what_is_made_from_sources(sources: Path) -> None:
    before = fingerprint([sources])
    (sources / "__pycache__").mkdir()
    (sources / "__pycache__" / "page.json").write_text("{}")
    (sources / "notes.unknown").write_text("x")
    assert fingerprint([sources]) == before


def test_front_end_talks_to_the_address_it_was_opened_at() -> None:
    patched = use_page_origin(TEMPLATE.read_text(encoding="utf-8"))
    assert patched.count(SAME_ORIGIN) == 1
    assert use_page_origin(patched) == patched


def test_changed_reflex_is_noticed() -> None:
    with pytest.raises(RuntimeError, match=r"state\.js has changed"):
        use_page_origin("something else")
    with pytest.raises(RuntimeError, match=r"vite\.config\.js has changed"):
        proxy_backend("something else", "http://127.0.0.1:8001")


def test_development_server_passes_the_back_ends_paths_on() -> None:
    config = vite_config_template("/", hmr=True, force_full_reload=False, experimental_hmr=False, sourcemap=False)
    patched = proxy_backend(config, "http://127.0.0.1:8001")
    moved = proxy_backend(patched, "http://127.0.0.1:9001")
    assert '"/sync": { target: "http://127.0.0.1:8001", ws: true }' in patched
    assert moved.count("proxy:") == 1
    assert "8001" not in moved


def test_node_comes_from_the_virtual_environment() -> None:
    assert build_environment()["PATH"].startswith(str(BINARIES))
    assert build_environment()["REFLEX_USE_NPM"] == "1"
