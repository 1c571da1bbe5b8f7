"""The process that draws: what to draw comes in, the pictures go out."""

from __future__ import annotations

import logging
import sys

import msgspec

from handlers.pictures.drawing import Order


def main() -> None:
    """Draw what stands on standard input."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from handlers.pictures.painting import painted

    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(msgspec.msgpack.encode([painted(each, order.theme) for each in order.pictures]))


if __name__ == "__main__":
    main()
