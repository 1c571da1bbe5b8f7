"""Did you use it?"""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "use.ask": "{title} · did you use it?",
    "use.used": "{title} · you used it. Thank you.",
    "use.edited": "{title} · you changed it first. Thank you.",
    "use.no_use": "{title} · it was no use. Thank you.",
    "use.why": "You asked for it, and we ask about 1 in 20. One tap is enough; if you do nothing, nothing happens.",
    "button.use_used": "Used it",
    "button.use_edited": "Changed it first",
    "button.use_no_use": "No use",
}
