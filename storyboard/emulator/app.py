"""Puts one emulator together: its shared parts, a mount for each profile, the media links."""

import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route

import storyboard.emulator.profiles
from storyboard.emulator.accounts import RateMeter, load_accounts
from storyboard.emulator.connections import Connections
from storyboard.emulator.downloads import serve_media
from storyboard.emulator.drawing import DrawClip, DrawingRoom
from storyboard.emulator.faults import load_faults
from storyboard.emulator.ledger import Ledger
from storyboard.emulator.media import MediaReader
from storyboard.emulator.options import EmulatorOptions
from storyboard.emulator.shelf import Shelf
from storyboard.emulator.tasks import TaskBook
from storyboard.emulator.world import World


def list_profiles() -> tuple[str, ...]:
    """The slugs of every profile that is emulated; the folder `profiles/` is the list."""
    found = pkgutil.iter_modules(storyboard.emulator.profiles.__path__)
    return tuple(sorted(module.name.replace("_", "-") for module in found))


def make_world(options: EmulatorOptions, folder: Path, draw: DrawClip | None) -> World:
    """The shared parts; raises ValueError naming the file and key when an account or fault file is wrong."""
    accounts = load_accounts(options.account)
    faults = load_faults(options.faults)
    unknown = set(options.profiles) - set(list_profiles())
    if unknown:
        raise ValueError(
            f"no such profile to emulate: {', '.join(sorted(unknown))}; there are {', '.join(list_profiles())}"
        )
    ledger = Ledger(options.ledger)
    shelf = Shelf(folder, options.speed)
    room = DrawingRoom(options.workers, draw)
    return World(
        options=options,
        accounts=accounts,
        meter=RateMeter(options.speed),
        ledger=ledger,
        faults=faults,
        connections=Connections(),
        shelf=shelf,
        media=MediaReader(shelf, strict=options.strict_media),
        room=room,
        tasks=TaskBook(ledger=ledger, shelf=shelf, faults=faults, room=room, speed=options.speed),
    )


def make_app(world: World) -> Starlette:
    """The routes of the profiles that were asked for, each under its slug."""

    @asynccontextmanager
    async def live(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await world.tasks.close()

    mounts = [
        Mount(f"/{slug}", routes=_make_profile_routes(world, slug))
        for slug in world.options.profiles or list_profiles()
    ]

    async def introduce(_: Request) -> JSONResponse:
        """Says what this is, so that a client may know that nothing here costs money."""
        return JSONResponse(
            {"service": "storyboard emulator", "profiles": [mount.path[1:] for mount in mounts]}
        )

    media = Route("/media/{token}/{name}", partial(serve_media, world), methods=["GET", "HEAD"])
    return Starlette(routes=[Route("/", introduce), *mounts, media], lifespan=live)


def _make_profile_routes(world: World, slug: str) -> list[BaseRoute]:
    module = importlib.import_module(f"storyboard.emulator.profiles.{slug.replace('-', '_')}")
    routes: list[BaseRoute] = module.make_routes(world)
    return routes
