"""Bring a finished clip home: to a temporary file, looked at as a whole, renamed into the store, and remembered."""

import asyncio
from dataclasses import dataclass

from storyboard.errors import MediaError, ServerError
from storyboard.model.take import Take
from storyboard.model.wire import Artifact, Fault, FaultKind
from storyboard.profiles.http import LinkGone
from storyboard.render.disk import explain_disk_errors
from storyboard.render.ports import Transport, Verify
from storyboard.render.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known of a take before its media is here."""

    action_key: str
    task_id: str
    profile: str
    model: str
    server: str
    account: str
    made_at: float
    """When it was ordered: its link cannot be younger."""


async def fetch_take(
    artifact: Artifact, origin: Origin, *, store: Store, transport: Transport, verify: Verify
) -> Take | Fault:
    """The take, in the store; a fault (always worth a fresh link) where the file does not arrive whole.

    Raises DiskError, and LinkGone where the link was refused for good.
    """
    temporary = store.make_temporary(".mp4")
    try:
        with explain_disk_errors(temporary):
            if artifact.content:
                await asyncio.to_thread(temporary.write_bytes, artifact.content)
            else:
                await transport.download(artifact.url, temporary)
        facts = await asyncio.to_thread(verify, temporary)
        size = temporary.stat().st_size
        sha256, path = await asyncio.to_thread(store.add_media, temporary)
    except LinkGone:
        raise
    except ServerError as error:
        return Fault(kind=FaultKind.SERVER, message=error.message, retry=True)
    except MediaError as error:
        return Fault(kind=FaultKind.SERVER, message=f"the download is not whole: {error}", retry=True)
    finally:
        temporary.unlink(missing_ok=True)
    take = Take(
        action_key=origin.action_key,
        task_id=origin.task_id,
        sha256=sha256,
        path=path,
        bytes=size,
        frames=facts.frames,
        seconds=facts.duration,
        width=facts.width,
        height=facts.height,
        url=artifact.url,
        video_id=artifact.video_id,
        profile=origin.profile,
        model=origin.model,
        made_at=origin.made_at,
        server=origin.server,
        account=origin.account,
    )
    await asyncio.to_thread(store.add_take, take)
    return take
