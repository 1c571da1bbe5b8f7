"""What goes wrong on purpose."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from sandbox.json_types import Json

API_FAULTS = ("429", "500", "drop_before_accept", "drop_after_accept", "slow")
EVENT_FAULTS = ("drop", "double", "slow", "lost_ack")


@dataclass
class Fault:
    """`method` is a Web API method, `response_url`, or `event:TYPE`; `*` and `event:*` stand for any. `match` limits
    it to calls with these arguments."""

    method: str
    fault: str
    times: int = 1
    delay_s: float = 5.0
    retry_after_s: int = 1
    match: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        allowed = EVENT_FAULTS if self.method.startswith("event:") else API_FAULTS
        if self.fault not in allowed and not (self.fault.startswith("error:") and allowed is API_FAULTS):
            raise ValueError(f"{self.fault} is none of {', '.join(allowed)}, error:CODE")

    def hits(self, method: str, arguments: Json) -> bool:
        """Whether this call is the one it waits for."""
        kind = "event:*" if method.startswith("event:") else "*"
        return self.method in (method, kind) and all(arguments.get(k) == v for k, v in self.match.items())


@dataclass
class Faults:
    """Those still to come, in the order they were set."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str, arguments: Json) -> Fault | None:
        """The first that hits this call, used up by one; None if all is well."""
        fault = next((f for f in self.waiting if f.hits(method, arguments)), None)
        if fault is None:
            return None
        fault.times -= 1
        if fault.times <= 0:
            self.waiting.remove(fault)
        return fault

    def listed(self) -> list[Json]:
        return [asdict(fault) for fault in self.waiting]
