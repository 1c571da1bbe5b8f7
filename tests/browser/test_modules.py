"""The page's own modules, read rather than run."""

from __future__ import annotations

import re
from pathlib import Path

from sandbox import page as page_package


def test_no_module_turns_text_into_markup() -> None:
    modules = Path(page_package.__file__).parent.glob("static/js/*.js")
    ways = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function"
    )

    assert [module.name for module in modules if ways.search(module.read_text())] == []
