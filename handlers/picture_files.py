"""The pictures of a week as files: each on a light ground and on a dark one, and what they say in words."""

from __future__ import annotations

import json
from collections.abc import Sequence

from handlers.pictures.drawing import drawn
from handlers.pictures.picture import THEMES, Picture


async def picture_files(pictures: Sequence[Picture]) -> dict[str, bytes]:
    """Return `pictures.json` and the PNGs, by name. Raises NotDrawn."""
    files: dict[str, bytes] = {}
    for theme in THEMES:
        files |= {file_of(one.picture, theme): one.png for one in await drawn(pictures, theme)}
    told = [
        {"title": one.title, "alt": one.alt, **{theme: file_of(one, theme) for theme in THEMES}}
        for one in pictures
    ]
    return {"pictures.json": (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode(), **files}


def file_of(picture: Picture, theme: str) -> str:
    """Return what the picture's file is called."""
    return f"{picture.name}-{theme}.png"
