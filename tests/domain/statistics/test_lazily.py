"""Start-up and handing in never wait for numpy and scipy: whoever reckons with them first imports them."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["bot.__main__", "bot.app", "usecases.submit_output"])
def test_nothing_that_starts_imports_them(module: str) -> None:
    asked = f"import sys, {module}; print(sorted({{'numpy', 'scipy'}} & set(sys.modules)))"

    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[]"
