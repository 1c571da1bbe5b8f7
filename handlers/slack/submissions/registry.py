"""Every modal by its callback id. What comes back is what Slack is acknowledged with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from handlers.cards.handing_over import REVIEW
from handlers.cards.message import Json
from handlers.slack.desk import Desk
from handlers.slack.handing_in import submit_hand_in
from handlers.slack.presses import Submission
from handlers.slack.probes import submit_plant
from handlers.slack.proposing import submit_propose
from handlers.slack.relaxing import submit_sign_less
from handlers.slack.second_looks import or_second
from handlers.slack.standards import submit_change, submit_sign
from handlers.slack.submissions import (
    aftermath,
    assigning,
    late,
    leaving,
    ownership,
    pulse,
    stopping,
    training,
)
from handlers.slack.submissions.asking import answer, ask
from handlers.slack.submissions.deciding import approve, reason, reject
from handlers.slack.submissions.fixing import fix
from handlers.slack.submissions.probes import or_planted
from handlers.slack.verdicts import submit_decide

Submit = Callable[[Desk, Submission], Awaitable[Json]]


async def _handover(desk: Desk, given: Submission) -> Json:
    """Hand over what the modal is about: a review, or the task of putting something right."""
    act = assigning.hand_over if given.carried.via == REVIEW else aftermath.handover
    return await act(desk, given)


SUBMISSIONS: Mapping[str, Submit] = {
    "approve": or_planted("approve", approve),
    "reject": or_planted("reject", or_second(reject)),
    "reason": reason,
    "report_wrong": aftermath.report_wrong,
    "confirm": aftermath.confirm,
    "put_right_done": aftermath.put_right_done,
    "handover": _handover,
    "cleanup": aftermath.cleanup,
    "ask": ask,
    "answer": answer,
    "fix": or_planted("fix", fix),
    "hand_in": submit_hand_in,
    "hand_all": late.hand_all,
    "more_time": late.more_time,
    "name_owner": ownership.name_owner,
    "put_right_time": late.put_right_time,
    "away": leaving.away,
    "propose": submit_propose,
    "decide_workflow": submit_decide,
    "sign_less": submit_sign_less,
    "stop": stopping.stop,
    "go_on": stopping.go_on,
    "sign_in": training.sign_them_in,
    "shadow": training.shadow,
    "plant": submit_plant,
    "standard": submit_change,
    "sign_standard": submit_sign,
    "pulse": pulse.pulse,
}
