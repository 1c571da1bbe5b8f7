"""Ordinary requests about workflows and the record."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from sqlalchemy import Connection

from domain.announcements import stamp
from domain.api_keys import ApiKey
from domain.clock import Clock
from domain.ids import is_id
from domain.lanes import Status
from domain.refusals import Refused
from domain.second_looks import Pairs
from domain.signals import wrong_ones_out
from domain.signals.leading import Leading
from domain.transitions import Transition
from domain.watching import status_at
from handlers.cards.checked import Told, checked_lines
from handlers.how_checked import how_checked
from handlers.http import shapes
from handlers.http.answers import JsonResponse, Problem
from handlers.http.keyring import Keyring
from handlers.http.refusals import problem_of
from handlers.http.schemas import answers
from handlers.http.signals import signal_shape
from storage.database import Database
from storage.evidence import Happening, story_of
from storage.output_views import output_view
from storage.outputs import names_of
from storage.standards import standard_is_signed

OutputId = Annotated[str, Path(description="out_…")]


def workflows_router(db: Database, clock: Clock, keyring: Keyring) -> APIRouter:
    """Return the routes. A key knows of its own workflow only."""
    router = APIRouter(default_response_class=JsonResponse)
    reader = Depends(keyring.reader)

    @router.get("/v1/workflows", operation_id="list_workflows", **answers(shapes.Workflows, 401, 403, 503))
    async def list_workflows(key: ApiKey = reader) -> Any:
        """List the workflows that the key may know of."""
        found = await _shown(db, key.workflow, clock.now())
        return JsonResponse(shapes.Workflows([] if found is None else [found]))

    @router.get(
        "/v1/workflows/{slug}",
        operation_id="show_workflow",
        **answers(shapes.Workflow, 401, 403, 404, 503),
    )
    async def show_workflow(slug: Annotated[str, Path()], key: ApiKey = reader) -> Any:
        """Show a workflow and the policy in force."""
        found = await _shown(db, key.workflow, clock.now()) if slug == key.workflow else None
        if found is None:
            raise Problem(
                404, "not_found", "There is no such workflow. Check its name and the key's workflow."
            )
        return JsonResponse(found)

    @router.get(
        "/v1/evidence/{output_id}",
        operation_id="show_evidence",
        **answers(shapes.Evidence, 401, 403, 404, 503),
    )
    async def show_evidence(output_id: OutputId, key: ApiKey = reader) -> Any:
        """Tell all that happened to one output, in order."""
        found = await db.read(_evidence, output_id, key.workflow) if is_id(output_id, "out") else None
        if found is None:
            raise problem_of(Refused.of("not_found"), clock.now())
        return JsonResponse(found)

    return router


async def _shown(db: Database, slug: str, now: datetime) -> shapes.Workflow | None:
    told = await how_checked(db, slug, now)
    if told is None:
        return None
    found = told.found.workflow
    names = await db.read(names_of, [one for one in (found.owner, found.deputy) if one is not None])
    signed = found.readable and await db.read(standard_is_signed, found.policy_id)
    status = status_at(found.status, found.watched_until, now)
    # It takes scipy, which nobody else waits for.
    return await asyncio.to_thread(_workflow_shape, told, names, status, signed=signed)


def _workflow_shape(told: Told, names: dict[str, str], status: Status, *, signed: bool) -> shapes.Workflow:
    found = told.found.workflow
    policy = found.policy
    return shapes.Workflow(
        slug=found.slug,
        status=status,
        lane=found.lane,
        stage=found.stage,
        lightest_lane=policy.lane,
        policy_version=found.policy_version,
        purpose=policy.purpose,
        team=policy.team,
        channel=found.channel_id,
        owner=shapes.Person(found.owner, names.get(found.owner, found.owner)),
        deputy=None
        if found.deputy is None
        else shapes.Person(found.deputy, names.get(found.deputy, found.deputy)),
        approvals=policy.approvals,
        undo_s=policy.undo.total_seconds(),
        review_within_s=policy.review_within.total_seconds(),
        on_expiry=policy.on_expiry,
        standard=shapes.Standard(
            statement=policy.standard.statement,
            criteria=list(policy.standard.criteria),
            never=list(policy.standard.never),
            max_error_rate=policy.standard.max_error_rate,
            confidence=policy.standard.confidence,
            escape_budget=policy.standard.escape_budget,
            error_counts_as=list(policy.standard.error_counts_as),
            review_by=None if policy.standard.review_by is None else policy.standard.review_by.isoformat(),
            signed=signed,
        ),
        checking=[line.plain() for line in checked_lines(told)],
        checked=_checked_shape(told),
        wrong_ones_out=signal_shape(
            wrong_ones_out.SIGNAL, Leading(told.wrong).readings[wrong_ones_out.SIGNAL.key]
        ),
        second_looks=_second_looks_shape(told.found.pairs),
        transitions=[_transition_shape(one) for one in told.found.changes],
    )


def _checked_shape(told: Told) -> shapes.Checked | None:
    trial, seen, left = told.found.trial, told.found.seen, told.missing
    if trial is None or seen is None:
        return None
    return shapes.Checked(
        since=stamp(seen.began_at),
        counted=seen.counted,
        errors=seen.errors,
        late=seen.late,
        reviewers=seen.reviewers,
        model=trial.maker.model,
        model_version=trial.maker.model_version,
        prompt_version=trial.maker.prompt_version,
        missing=None if left is None else shapes.Missing(**vars(left)),
    )


def _second_looks_shape(pairs: Pairs) -> shapes.SecondLooks:
    found = pairs.agreement if pairs.may_be_shown else None
    told = found if found is not None and found.enough else None
    return shapes.SecondLooks(
        pairs=pairs.n,
        agreed=None if found is None else pairs.agreed,
        share=None if told is None else told.raw,
        low=None if told is None else told.low,
        high=None if told is None else told.high,
        beyond_chance=None if told is None else told.beyond_chance,
        rejections=None if found is None else found.rejections,
        rejections_shared=None if found is None else 2 * pairs.both_reject,
    )


def _transition_shape(change: Transition) -> shapes.Transition:
    return shapes.Transition(
        at=stamp(change.at),
        lane_before=change.was.lane,
        stage_before=change.was.stage,
        lane=change.becomes.lane,
        stage=change.becomes.stage,
        why=change.why,
        by=change.person,
        output_id=change.output_id,
    )


def _evidence(conn: Connection, output_id: str, slug: str) -> shapes.Evidence | None:
    if output_view(conn, output_id, slug) is None:
        return None
    return shapes.Evidence(output_id, slug, [_happening_shape(one) for one in story_of(conn, output_id)])


def _happening_shape(one: Happening) -> shapes.Happening:
    return shapes.Happening(
        action=one.action,
        at=stamp(one.at),
        actor=one.actor,
        via=one.via,
        commitment=one.commitment,
        policy_version=one.policy_version,
        facts=dict(one.facts),
    )
