"""Properties of a Word file that Writers does nothing with and gives back: category, status, company, manager and the
file's own. Called by Word's reader and writer, and by child.py for what comes from the child.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from writers_app.formats.blocks import clean_text
from writers_app.formats.errors import UnreadableFileError
from writers_app.formats.model import Carried
from writers_app.formats.word.package import WordPackage
from writers_app.formats.word.sheet import XML

CORE, APP, CUSTOM = "docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"
MOST, NAME, VALUE = 100, 255, 2000
"""The most properties, and the most letters of a name and a value; a longer one is left out whole, for a program's
value that is cut is a wrong one."""
_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_VT = f"{_OFFICE}/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""By which Word knows that the names are the writer's."""
_OWN = {"category": CORE, "contentStatus": CORE, "Company": APP, "Manager": APP}
_SPACES = {CORE: f"{{{_CP}}}", APP: f"{{{_OFFICE}/extended-properties}}"}
_KINDS = {
    "": "[^\n]*", "lpwstr": "[\\s\\S]*", "i4": r"-?\d{1,9}", "r8": r"-?\d{1,300}(\.\d{1,300})?([eE][-+]?\d{1,3})?",
    "bool": "true|false|0|1", "filetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z",
}  # fmt: skip
"""What Word lets people choose, with what each may say: a value that does not fit makes Word call the file damaged."""


def keep(name: str, value: str, kind: str = "") -> Carried | None:
    """The property, or None for one that is not kept."""
    made = Carried(clean_text(name), clean_text(value), "lpwstr" if kind in ("lpstr", "bstr") else kind)
    fits = 0 < len(made.name) <= NAME and 0 < len(made.value) <= VALUE and (made.kind != "" or made.name in _OWN)
    return made if fits and made.kind in _KINDS and re.fullmatch(_KINDS[made.kind], made.value) else None


def read_carried(package: WordPackage) -> tuple[tuple[Carried, ...], int]:
    """What is kept, and how many are not."""
    found: dict[tuple[bool, str], Carried] = {}
    left = 0
    for name, value, kind in (*_own(package), *_custom(package)):
        made = keep(name, value, kind) if len(found) < MOST else None
        if made is not None:
            found.setdefault((made.kind == "", made.name.lower()), made)  # to Word, names are one in capitals too
        left += made is None
    return tuple(found.values()), left


def _own(package: WordPackage) -> Iterator[tuple[str, str, str]]:
    parts = {part: _parse(package, part) for part in _SPACES}
    for name, part in _OWN.items():
        found = parts[part]
        text = found.findtext(_SPACES[part] + name) if found is not None else None
        if text and text.strip():
            yield name, " ".join(text.split()), ""


def _custom(package: WordPackage) -> Iterator[tuple[str, str, str]]:
    found = _parse(package, CUSTOM)
    for element in found if found is not None else ():
        for told in element.iterchildren(tag=etree.Element):
            value = "".join(map(str, told.itertext()))
            kind = etree.QName(told).localname
            if value or kind != "lpwstr":
                yield element.get("name", ""), value if kind in ("lpwstr", "lpstr", "bstr") else value.strip(), kind


def _parse(package: WordPackage, part: str) -> etree._Element | None:
    """None for a part that is not there, or is damaged: a text is not refused for what is said beside it."""
    try:
        return package.parse(part) if part in package.zip else None
    except UnreadableFileError:
        return None


def core_carried_xml(carried: tuple[Carried, ...]) -> str:
    """For core.xml."""
    return "".join(_element("cp:" + each.name, each) for each in carried if not each.kind and _OWN[each.name] == CORE)


def carried_parts(carried: tuple[Carried, ...]) -> dict[str, str]:
    """The other two parts, where there is something to say in them."""
    parts: dict[str, str] = {}
    app = [_element(each.name, each) for each in carried if not each.kind and _OWN[each.name] == APP]
    if app:
        parts[APP] = f'{XML}<Properties xmlns="{_OFFICE}/extended-properties">{"".join(app)}</Properties>'
    custom = "".join(
        f'<property fmtid="{_FORMAT}" pid="{number}" name={quoteattr(each.name)}>{_element(f"vt:{each.kind}", each)}'
        "</property>"
        for number, each in enumerate((each for each in carried if each.kind), 2)
    )
    if custom:
        spaces = f'xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_VT}"'
        parts[CUSTOM] = f"{XML}<Properties {spaces}>{custom}</Properties>"
    return parts


def _element(name: str, carried: Carried) -> str:
    return f"<{name}>{escape(carried.value)}</{name}>"
