"""Packs the zip-based formats: the same manuscript gives the same bytes, as entries carry no time of their own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def pack(files: Mapping[str, str | bytes], stored: frozenset[str] = frozenset()) -> bytes:
    """In the order given; pictures and what is named in `stored` go in as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            as_is = name in stored or name.endswith((".png", ".jpeg", ".gif", ".webp"))
            info.compress_type = zipfile.ZIP_STORED if as_is else zipfile.ZIP_DEFLATED
            archive.writestr(info, data.encode("utf-8", "replace") if isinstance(data, str) else data)
    return buffer.getvalue()
