"""Publishing a pipeline with its open orders carried over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection, transaction

from dozvon.core.actor import Actor
from dozvon.core.pipeline.carrying import wrong_targets
from dozvon.core.pipeline.check import mistakes
from dozvon.core.pipeline.document import Pipeline
from dozvon.pipelines.actions import add_version, lock_newest
from dozvon.pipelines.models import PipelineVersion
from dozvon.pipelines.queries import read_pipeline
from dozvon.publishing import access
from dozvon.publishing.actions.carry import carry
from dozvon.publishing.errors import BadStatusMapping, NotSound, StrandedOrders
from dozvon.publishing.models import PipelineDraft
from dozvon.publishing.queries import stranded_by
from dozvon.shops.actions import change_version


def publish(actor: Actor, pipeline: Pipeline, now: datetime, moves: Mapping[str, str] | None = None) -> PipelineVersion:
    """The document as a new version, by which its shops work at once. The same document again is the same version.

    Orders in statuses it drops go to those that `moves` names, in one transaction. The actor's draft of that code is
    done with. Raises NotPermitted, NotSound, BadMapping, and StrandedOrders where `moves` leaves a status with open
    orders out.
    """
    access.demand_publish(actor, pipeline.code)
    found = mistakes(pipeline)
    if found:
        raise NotSound(found)
    wanted = {source: target for source, target in (moves or {}).items() if target}
    wrong = wrong_targets(pipeline, wanted)
    if wrong:
        raise BadStatusMapping(wrong)
    with transaction.atomic():
        version = _version(actor, pipeline, wanted, now)
        PipelineDraft.objects.filter(code=pipeline.code, author_id=actor.user_id).delete()
    return version


def _version(actor: Actor, pipeline: Pipeline, moves: Mapping[str, str], now: datetime) -> PipelineVersion:
    newest = lock_newest(pipeline.code)
    if newest is not None and read_pipeline(newest.pk) == pipeline:
        return newest
    _refuse_stranding(pipeline, moves.keys())
    version = add_version(pipeline, newest, actor.user_id)
    change_version(version)
    if newest is not None:
        carry(actor, version, read_pipeline(newest.pk), moves, now)
    return version


def _refuse_stranding(pipeline: Pipeline, carried: Collection[str]) -> None:
    """Looks with the table held: an action under way ends first, a later one is decided by the new version."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE orders IN EXCLUSIVE MODE")
    stranded = {code: count for code, count in stranded_by(pipeline).items() if code not in carried}
    if stranded:
        raise StrandedOrders(stranded)
