"""What each button does: BUTTONS in `registry` is all of them, the other files have a subject each."""

from __future__ import annotations
