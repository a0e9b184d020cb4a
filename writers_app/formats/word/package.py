"""The parts of a .docx file: main part, relationships, and what the reader asks for beside them."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from writers_app.formats.limits import Limits, SafeZip, damaged, parse_xml
from writers_app.formats.model import Resource
from writers_app.formats.word.names import STRICT


@dataclass(frozen=True, slots=True)
class Relation:
    kind: str
    target: str
    external: bool


class WordPackage:
    """An opened .docx. Use as a context manager."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.zip = SafeZip(path, limits)
        self.relations: dict[str, dict[str, Relation]] = {}
        self.main = self._find_main()

    def __enter__(self) -> WordPackage:
        return self

    def __exit__(self, *_: object) -> None:
        self.zip.__exit__()

    def _find_main(self) -> str:
        main = next((found.target for found in self.relations_of("").values() if found.kind == "officeDocument"), "")
        if main not in self.zip:
            main = "word/document.xml"
        if main not in self.zip:
            raise damaged("no main part")
        return main

    def relations_of(self, part: str) -> dict[str, Relation]:
        """A part's relationships by id; targets are names in the zip, or addresses when external."""
        if part not in self.relations:
            folder, name = posixpath.split(part)
            where = posixpath.join(folder, "_rels", f"{name}.rels")
            found = parse_xml(self.zip.read(where)) if where in self.zip else ()
            self.relations[part] = {each.get("Id", ""): _relation(each, folder) for each in found if each.get("Target")}
        return self.relations[part]

    def parse(self, name: str) -> etree._Element:
        data = self.zip.read(name)
        if b"purl.oclc.org" in data[:4000]:
            for strict, usual in STRICT:
                data = data.replace(strict, usual)
        return parse_xml(data)

    def parse_related(self, kind: str) -> tuple[str, etree._Element] | None:
        """The part that the main part names as its styles, numbering, comments…"""
        for relation in self.relations_of(self.main).values():
            if relation.kind == kind and not relation.external and relation.target in self.zip:
                return relation.target, self.parse(relation.target)
        return None

    def picture(self, part: str, identifier: str) -> tuple[str, Resource] | None:
        relation = self.relations_of(part).get(identifier)
        if relation is None or relation.external or relation.target not in self.zip:
            return None
        return relation.target, Resource(self.zip.read(relation.target), "")


def _relation(element: etree._Element, folder: str) -> Relation:
    kind = element.get("Type", "").rpartition("/")[2]
    target, external = element.get("Target", ""), element.get("TargetMode") == "External"
    if not external:
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return Relation(kind, target, external)
