"""Makes the schema: `python -m tests.ground.official_blocks.schema`. Needs npm; says so where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BUILD = HERE.parents[2] / "build" / "official_blocks"
# What the schema is made from; in a name of its own, so that a change makes a new one.
SOURCES = ("package.json", "package-lock.json", "payloads.ts")
# The types as the generator is asked for them.
TYPES = ("Message", "Surface")


def schema_file(of: str) -> Path:
    """Where the schema of one of `TYPES` is, once it is made."""
    return BUILD / f"{of}.json"


def make() -> None:
    """Install what is pinned into `build/` and generate the schemas, unless they are there and new enough.

    Raises CalledProcessError, with what npm said.
    """
    newest = max((HERE / name).stat().st_mtime for name in SOURCES)
    if all(schema_file(of).exists() and schema_file(of).stat().st_mtime >= newest for of in TYPES):
        return
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in SOURCES:
        shutil.copyfile(HERE / name, BUILD / name)
    # Its cache too stays in the checkout; no script of a package is run.
    _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", str(BUILD / "cache"))
    for of in TYPES:
        made = _run("node", str(_generator()), "--path", "payloads.ts", "--type", of, "--no-type-check")
        schema_file(of).write_text(made)


def _generator() -> Path:
    return BUILD / "node_modules" / "ts-json-schema-generator" / "bin" / "ts-json-schema-generator.js"


def _run(*command: str) -> str:
    environment = os.environ | {"npm_config_update_notifier": "false"}
    done = subprocess.run(
        command, cwd=BUILD, env=environment, check=True, capture_output=True, text=True, timeout=300
    )
    return done.stdout


if __name__ == "__main__":
    if shutil.which("npm") is None or shutil.which("node") is None:
        sys.exit("No npm here, so payloads are not compared with the block types that Slack publishes.")
    try:
        make()
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failed:
        sys.exit(f"The block types that Slack publishes could not be had: {failed}\n{failed.stderr or ''}")
