"""Submit and close modals; open App Home."""

from __future__ import annotations

from sandbox import interactions, modals
from sandbox.acts.act import Act, Outcome, acknowledged, outcome
from sandbox.acts.people_values import resolved
from sandbox.errors import ActError, ApiError
from sandbox.events import emit
from sandbox.inputs import entered, places, problem
from sandbox.json_types import Json
from sandbox.views import View


async def submit(act: Act) -> Outcome:
    """`view` (the top one if left out), `values` {block_id: {action_id: value}}: fills in and submits. What Slack's
    own client would not submit is not sent to the app: `errors` says why."""
    view = _modal(act)
    _fill_in(act, view)
    errors = client_errors(view)
    if errors:
        return Outcome(ok=False, error="invalid_input", errors=errors)
    answer = await act.world.delivery.interact(interactions.submitted(act.world, act.person, view))
    done = outcome(answer)
    if done.ok:
        _follow(act, view, answer.payload or {}, done)
    return done


async def close(act: Act) -> Outcome:
    """`view` (the top one if left out), `all`: Cancel, or the cross that closes the whole stack."""
    view = _modal(act)
    if act.given.get("all"):
        view = act.world.views.stack(act.person.id)[0]
    cleared = bool(act.given.get("all"))
    modals.close(act.world, view)
    if not view.body.get("notify_on_close"):
        return Outcome()
    return outcome(
        await act.world.delivery.interact(interactions.closed(act.world, act.person, view, cleared=cleared))
    )


async def open_home(act: Act) -> Outcome:
    """`tab` (home | messages): opens the app."""
    tab = act.text("tab", "home")
    channel = act.world.direct_message(act.person.id)
    event: Json = {"type": "app_home_opened", "user": act.person.id, "channel": channel.id, "tab": tab}
    home = act.world.views.homes.get(act.person.id)
    if tab == "home" and home is not None:
        event["view"] = home.as_json()
    return await acknowledged(emit(act.world, event), act.world)


def client_errors(view: View) -> Json:
    """What Slack's client complains of before it submits, by block id."""
    found: Json = {}
    for block in view.blocks():
        if block["type"] != "input":
            continue
        action_id = block["element"].get("action_id", "")
        said = problem(block, view.state.get(block["block_id"], {}).get(action_id))
        if said:
            found[block["block_id"]] = said
    return found


def _modal(act: Act) -> View:
    name = act.text("view") or None
    view = act.world.views.named(act.person.id, name)
    if view is None or view.type != "modal":
        open_ones = [v.callback_id for v in act.world.views.stack(act.person.id)]
        raise ActError("no_such_view", open=open_ones)
    return view


def _fill_in(act: Act, view: View) -> None:
    found = {(p.block_id, p.action_id): p for p in places(view.blocks())}
    for block_id, actions in (act.given.get("values") or {}).items():
        for action_id, value in actions.items():
            place = found.get((block_id, action_id))
            if place is None:
                raise ActError("no_such_element", elements=[list(key) for key in found])
            state = entered(place.element, resolved(act.world, place.element, value))
            view.state.setdefault(block_id, {})[action_id] = state


def _follow(act: Act, view: View, payload: Json, done: Outcome) -> None:
    """Does what the ack says: nothing closes this modal, else errors, update, push or clear."""
    what = payload.get("response_action")
    try:
        if what == "errors":
            done.ok, done.error = False, "invalid_input"
            done.errors = _shown_errors(view, payload.get("errors"))
        elif what == "update":
            modals.replace(act.world, view, payload.get("view"))
        elif what == "push":
            modals.open_modal(act.world, act.person.id, payload.get("view"))
        elif what == "clear":
            modals.clear(act.world, act.person.id)
        elif what is None:
            modals.close(act.world, view)
        else:
            raise ApiError("invalid_response_action")
    except ApiError as refusal:
        # Slack shows "We had some trouble connecting"; the script gets to know why.
        done.ok, done.error, done.facts = False, refusal.code, refusal.facts


def _shown_errors(view: View, errors: object) -> Json:
    inputs = {block["block_id"] for block in view.blocks() if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise ApiError("invalid_errors", errors=errors)
    return errors
