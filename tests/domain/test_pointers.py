from __future__ import annotations

import pytest

from domain.pointers import AtMessage, pointed_at

ID = "out_01k8aq0110spndjdd4b83sr1s4"
LINK = "https://example.slack.com/archives/C0REVIEW/p1795424461000007"
LOCAL = "http://127.0.0.1:8750/archives/C0REVIEW/p1795424461000007"


@pytest.mark.parametrize(
    "text", [ID, f"  {ID}\n", f"see {ID}.", f"http://bot/v1/outputs/{ID}", f"{LINK} or {ID}"]
)
def test_an_id_is_found_wherever_it_stands(text: str) -> None:
    assert pointed_at(text) == ID


@pytest.mark.parametrize("text", [LINK, f"<{LINK}>", f"this: {LINK}, please", f"{LINK}?cid=C0REVIEW", LOCAL])
def test_a_link_leads_to_its_message(text: str) -> None:
    assert pointed_at(text) == AtMessage("C0REVIEW", "1795424461.000007")


def test_a_link_to_a_reply_leads_to_its_thread_too() -> None:
    found = pointed_at(f"{LINK}?thread_ts=1795424400.000001&cid=C0REVIEW")

    assert found == AtMessage("C0REVIEW", "1795424461.000007", "1795424400.000001")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the reply of yesterday",
        "out_123",
        f"{ID}x",
        f"x{ID[3:]}",
        "https://example.slack.com/archives/C0",
    ],
)
def test_everything_else_leads_nowhere(text: str) -> None:
    assert pointed_at(text) is None
