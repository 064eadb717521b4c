"""Text becomes jobs: load, expand, route, check, in this order, with every diagnostic on the way.

The half of the house that orders nothing; `pipeline.py` goes on from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from storyboard.check.rule import PictureFacts, Probe, Subject
from storyboard.check.runner import check_film
from storyboard.diagnostics import Diagnostic, has_errors, suggest_name
from storyboard.errors import MediaError
from storyboard.expand.film import make_film
from storyboard.load.storyboard import load_board
from storyboard.model.board import Board
from storyboard.model.film import Film, Footage, Held, ProjectFile
from storyboard.model.job import Job
from storyboard.model.profile import Capability, Profile
from storyboard.model.routed import Routed
from storyboard.plan.graph import make_jobs
from storyboard.plan.routing import route_shot
from storyboard.profiles.registry import list_profiles, load_profile
from storyboard.source import Sources

DEFAULT_PROFILE = "gateway"

Digest = Callable[[Path], str]
"""The SHA-256 of a file's bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A storyboard as far as it could be understood: `jobs` are there when no diagnostic is an error."""

    sources: Sources
    diagnostics: tuple[Diagnostic, ...]
    board: Board | None = None
    film: Film | None = None
    profile: Profile | None = None
    routed: Mapping[str, Routed] = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether it may be planned and rendered."""
        return self.film is not None and self.profile is not None and not has_errors(self.diagnostics)


def compile_storyboard(
    file: Path | None,
    *,
    profile_name: str | None = None,
    digest: Digest | None = None,
    with_jobs: bool = True,
) -> Compiled:
    """Read, expand, route and check a storyboard; raises UsageError when the file cannot be read at all.

    Without `digest` the contents of media files are not read, and the jobs have no use but to be looked at; without
    `with_jobs` there are none.
    """
    sources = Sources()
    board, troubles = load_board(file, sources)
    if board is None:
        return Compiled(sources=sources, diagnostics=troubles)
    film, found = make_film(board, sources)
    troubles = (*troubles, *found)
    name = profile_name or (board.profile.text if board.profile else DEFAULT_PROFILE)
    if profile_name is None and board.profile and name not in list_profiles():
        unknown = Diagnostic(
            code="SB601",
            message=f"no profile is called `{name}`",
            span=board.profile.span,
            help=suggest_name(name, list_profiles()),
        )
        return Compiled(sources=sources, diagnostics=(*troubles, unknown), board=board, film=film)
    profile = load_profile(name)
    digests: dict[Path, str] = {}

    def digest_file(file: ProjectFile) -> str:
        if digest is None:
            return ""
        if file.path not in digests:
            digests[file.path] = digest(file.path)
        return digests[file.path]

    routed, found = route_film(film, profile, digest_file)
    subject = Subject(film=film, routed=routed, capabilities=profile.capabilities, probe=make_probe())
    troubles = (*troubles, *found, *check_film(subject))
    jobs: tuple[Job, ...] = ()
    if with_jobs and not has_errors(troubles):
        jobs = make_jobs(film, routed, profile.capabilities.elements, digest_file)
    return Compiled(
        sources=sources,
        diagnostics=troubles,
        board=board,
        film=film,
        profile=profile,
        routed=routed,
        jobs=jobs,
    )


def route_film(
    film: Film, profile: Profile, digest: Callable[[ProjectFile], str]
) -> tuple[dict[str, Routed], tuple[Diagnostic, ...]]:
    """The order of each shot that one is placed for, by shot."""
    shots = {shot.id: shot for shot in film.shots}
    routed = {}
    rows_by_need: dict[object, Capability | None] = {}
    troubles: list[Diagnostic] = []
    for shot in film.shots:
        if isinstance(shot.body, Footage | Held):
            continue
        one, found = route_shot(shot, film, profile.capabilities, shots, digest, rows_by_need)
        troubles.extend(found)
        if one is not None:
            routed[shot.id] = one
    return routed, tuple(troubles)


def make_probe() -> Probe:
    """Looks at media files, each once; a broken one is said in words."""
    known: dict[Path, PictureFacts | str] = {}

    def probe(path: Path) -> PictureFacts | str:
        if path not in known:
            from storyboard.media import probe_media

            try:
                known[path] = probe_media(path)
            except MediaError:
                known[path] = "cannot be read as a picture or video"
        return known[path]

    return probe
