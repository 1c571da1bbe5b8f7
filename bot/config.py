"""Settings: `.env` in the folder of the command, and the environment, which wins. Nothing else reads either."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from domain.references import ChannelRef
from domain.weeks import MONDAY_MORNING, TimeOfWeek
from domain.working_time import is_zone
from storage import engines
from storage.crash_points import POINTS, CrashAt

T = TypeVar("T")

SLACKS_OWN = "https://slack.com/api/"
EXAMPLE_SECRET = "replace-this-with-32-or-more-random-bytes"  # noqa: S105  # what .env.example says; refused
_SECRET_BYTES = 32
_MAKE_A_SECRET = "make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"  # noqa: S105
_LEVELS = ("debug", "info", "warning", "error")
_WRONG_TOKENS = {
    "xoxb-": "a bot token (it belongs in SLACK_BOT_TOKEN)",
    "xapp-": "an app-level token (it belongs in SLACK_APP_TOKEN)",
    "xoxp-": "a user token",
    "xoxe": "a token that expires",
}


class BadSettings(Exception):
    """What is wrong with the settings, one line each: the name, what is wrong, what would be right."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """All there is to set. What is secret is never shown by `repr`; None: not set."""

    database_url: str = field(default="sqlite:///answerable.db", repr=False)
    bot_token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    slack_api_url: str = SLACKS_OWN
    secret: str | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = 8700
    public_url: str = "http://127.0.0.1:8700"
    timezone: str = "UTC"
    leaders_channel: ChannelRef | None = None
    digest_at: TimeOfWeek = MONDAY_MORNING
    pictures: bool = True
    workflows: Path | None = None
    heartbeat_url: str | None = field(default=None, repr=False)
    log_level: str = "info"
    allow_local_callbacks: bool = False
    key_per_second: int = 100
    key_open_outputs: int = 10_000
    api_key: str | None = field(default=None, repr=False)
    crash_at: CrashAt | None = None


class _Reader:
    """Reads values one by one and notes what is wrong, so that all is told at once."""

    def __init__(self, values: Mapping[str, str | None]) -> None:
        self._values = values
        self.problems: list[str] = []
        self.names: list[str] = []

    def take(self, name: str, read: Callable[[str], T], default: T) -> T:
        """Return what `read` makes of the value; the default where it is absent, empty or wrong."""
        self.names.append(name)
        value = (self._values.get(name) or "").strip()
        if not value:
            return default
        try:
            return read(value)
        except ValueError as wrong:
            self.problems.append(f"{name}: {wrong}")
            return default


def load(
    folder: Path | None = None, environment: Mapping[str, str] | None = None, *, to_serve: bool = False
) -> Settings:
    """Return the settings of a folder (default: the present one). Raises BadSettings, with all that is wrong.

    What is missing is not wrong here: each command knows what it needs (`needed_to_serve`). Where something is wrong,
    and it is `to_serve`, what is missing for that is told with it: nobody has to ask twice.
    """
    file = (folder or Path()) / ".env"
    written = _written(file) if file.exists() else {}
    reader = _Reader({**written, **(os.environ if environment is None else environment)})
    settings = _settings(reader)
    # The environment may hold other programs' names; the file holds ours.
    ours = [name for name in written if name.startswith(("SLACK_", "ANSWERABLE_"))]
    unknown = [_unknown(name, reader.names) for name in ours if name not in reader.names]
    if wrong := reader.problems + unknown:
        named = {line.partition(":")[0] for line in wrong}
        missing = [line for line in needed_to_serve(settings) if line.partition(":")[0] not in named]
        raise BadSettings(wrong + missing if to_serve else wrong)
    return settings


def _written(file: Path) -> dict[str, str | None]:
    """Return what the file says. Raises BadSettings where it cannot be read: half of it would be worse."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadSettings([f"{file.name}: it is not UTF-8 text"]) from None
    except OSError as error:
        raise BadSettings([f"{file.name}: {error.strerror}"]) from None
    broken = [found.original.line for found in parse_stream(StringIO(text)) if found.error]
    if broken:
        right = "write NAME=value, with a quote at both ends or at none"
        raise BadSettings([f"{file.name}: line {line} cannot be read; {right}" for line in broken])
    return dotenv_values(stream=StringIO(text), interpolate=False)


def needed_to_serve(settings: Settings) -> list[str]:
    """Return what is still missing for `serve`, one line each."""
    missing = []
    if settings.bot_token is None:
        missing.append(
            "SLACK_BOT_TOKEN: it is not set; copy it from Slack's page of the app, it begins with xoxb-"
        )
    if settings.app_token is None and settings.signing_secret is None:
        missing.append(
            "SLACK_APP_TOKEN: it is not set, and neither is SLACK_SIGNING_SECRET; "
            "set the first for Socket Mode, or the second for events over HTTP"
        )
    if settings.secret is None:
        missing.append(f"ANSWERABLE_SECRET: it is not set; {_MAKE_A_SECRET}")
    return missing


def _settings(reader: _Reader) -> Settings:
    usual = Settings()
    host = reader.take("ANSWERABLE_HOST", _host, usual.host)
    port = reader.take("ANSWERABLE_PORT", _port, usual.port)
    api_url = reader.take("SLACK_API_URL", _api_url, usual.slack_api_url)
    return Settings(
        database_url=reader.take("ANSWERABLE_DATABASE_URL", _database, usual.database_url),
        bot_token=reader.take("SLACK_BOT_TOKEN", _token("xoxb-", api_url), None),
        app_token=reader.take("SLACK_APP_TOKEN", _token("xapp-", api_url), None),
        signing_secret=reader.take("SLACK_SIGNING_SECRET", _signing_secret, None),
        slack_api_url=api_url,
        secret=reader.take("ANSWERABLE_SECRET", _secret, None),
        host=host,
        port=port,
        public_url=reader.take("ANSWERABLE_PUBLIC_URL", read_public_url, _own_address(host, port)),
        timezone=reader.take("ANSWERABLE_TIMEZONE", _timezone, usual.timezone),
        leaders_channel=reader.take("ANSWERABLE_LEADERS_CHANNEL", _channel, None),
        digest_at=reader.take("ANSWERABLE_DIGEST_AT", TimeOfWeek.written, usual.digest_at),
        pictures=reader.take("ANSWERABLE_PICTURES", _flag, usual.pictures),
        workflows=reader.take("ANSWERABLE_WORKFLOWS", _file, None),
        heartbeat_url=reader.take("ANSWERABLE_HEARTBEAT_URL", _heartbeat_url, None),
        log_level=reader.take("ANSWERABLE_LOG_LEVEL", _level, usual.log_level),
        allow_local_callbacks=reader.take("ANSWERABLE_ALLOW_LOCAL_CALLBACKS", _flag, False),
        key_per_second=reader.take("ANSWERABLE_KEY_PER_SECOND", _count, usual.key_per_second),
        key_open_outputs=reader.take("ANSWERABLE_KEY_OPEN_OUTPUTS", _count, usual.key_open_outputs),
        api_key=reader.take("ANSWERABLE_API_KEY", read_api_key, None),
        crash_at=reader.take("ANSWERABLE_CRASH_AT", _crash_at(api_url), None),
    )


def _unknown(name: str, names: list[str]) -> str:
    near = next(iter(get_close_matches(name, names, n=1)), None)
    return f"{name}: there is no such setting; " + (f"did you mean {near}?" if near else "see .env.example")


def _database(value: str) -> str:
    engines.address(value)
    return value


def _token(prefix: str, api_url: str) -> Callable[[str], str]:
    """Read a token of Slack's. Another server may shape its tokens as it likes, but none is another kind's."""

    def read(value: str) -> str:
        for wrong, what in _WRONG_TOKENS.items():
            if wrong != prefix and value.startswith(wrong):
                raise ValueError(f"this is {what}; the right one begins with {prefix}")
        if api_url == SLACKS_OWN and not value.startswith(prefix):
            raise ValueError(f"this is no token of this kind; the right one begins with {prefix}")
        return _ascii(value)

    return read


def _signing_secret(value: str) -> str:
    if value.startswith(tuple(_WRONG_TOKENS)):
        raise ValueError("this is a token; copy the signing secret from the app's Basic Information")
    return _ascii(value)


def _secret(value: str) -> str:
    if value == EXAMPLE_SECRET:
        raise ValueError(f"it still has the example's value; {_MAKE_A_SECRET}")
    if len(value.encode()) < _SECRET_BYTES:
        raise ValueError(f"it is shorter than {_SECRET_BYTES} bytes; {_MAKE_A_SECRET}")
    if len(set(value)) < 10:
        raise ValueError(f"it is not random; {_MAKE_A_SECRET}")
    return value


def _host(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError:
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9.-]{0,252}", value):
            return value
        raise ValueError(
            f"{value!r} is no address to listen on; write one like 127.0.0.1 or 0.0.0.0"
        ) from None


def _port(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) > 65_535:
        raise ValueError(f"{value!r} is not a port; write a number from 1 to 65535 (0: any that is free)")
    return int(value)


def _api_url(value: str) -> str:
    if not _is_address(value) or not value.endswith("/api/"):
        raise ValueError(f"{value!r} is not a base address; write one that ends in /api/ like {SLACKS_OWN}")
    return value


def read_public_url(value: str) -> str:
    """Return the address without a slash at its end. Raises ValueError for what is none."""
    if not _is_address(value):
        raise ValueError(f"{value!r} is not an address; write one like https://answerable.example.com")
    return value.rstrip("/")


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)


def _heartbeat_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fit = False
    if not fit or not re.fullmatch(r"[!-~]+", value):
        # What was written is not repeated: such an address is often a secret.
        raise ValueError("this is not an address; write one that begins with https://")
    return value


def _timezone(value: str) -> str:
    if not is_zone(value):
        raise ValueError(f"{value!r} is not a time zone; write its name like Europe/Berlin or UTC")
    return value


def _channel(value: str) -> ChannelRef:
    try:
        return ChannelRef(value)
    except ValueError:
        right = "write its name with a hash, in quotes, like '#ai-leaders', or its Slack id"
        raise ValueError(f"{value!r} is not a channel; {right}") from None


def _file(value: str) -> Path:
    if not Path(value).is_file():
        raise ValueError(f"there is no file {value!r}; write the path of a workflows.toml")
    return Path(value)


def _level(value: str) -> str:
    if value.lower() not in _LEVELS:
        raise ValueError(f"{value!r} is not a level; write one of {', '.join(_LEVELS)}")
    return value.lower()


def _count(value: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,6}", value):
        raise ValueError(f"{value!r} is not a number that is possible here; write one from 1 to 9999999")
    return int(value)


def _flag(value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise ValueError(f"{value!r} is neither; write true or false")
    return value.lower() == "true"


def read_api_key(value: str) -> str:
    """Return the key. Raises ValueError for what cannot be one."""
    if not value.startswith("ans_"):
        raise ValueError("this is no API key; it begins with ans_ and is printed by: answerable key create")
    return _ascii(value)


def _crash_at(api_url: str) -> Callable[[str], CrashAt]:
    """Read where a test lets the process die. Refused wherever people could work with this bot."""

    def read(value: str) -> CrashAt:
        if not _is_on_this_machine(api_url):
            raise ValueError(
                "it lets the bot die, for tests; it is refused unless SLACK_API_URL is on this machine"
            )
        point, _, nth = value.partition(":")
        if point not in POINTS or not re.fullmatch(r"[1-9][0-9]{0,5}", nth or "1"):
            raise ValueError(
                f"{value!r} is no crash point; write one of storage/crash_points.py, like {POINTS[0]}:1"
            )
        return CrashAt(point, int(nth or "1"))

    return read


def _is_on_this_machine(url: str) -> bool:
    try:
        return ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:  # a name: what it means is somebody else's to say
        return False


def _ascii(value: str) -> str:
    if not re.fullmatch(r"[!-~]+", value):
        raise ValueError("it has spaces or letters that no token has; copy it again")
    return value


def _own_address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def has_display() -> bool:
    """Say whether a browser could show a page here; a terminal's own would take the terminal over."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
