"""The lock beside a storyboard: which take of every job the film is made of.

    lock: 1
    films:
      lighthouse:
        jobs:
          arrival:
            take: 1
            plan_key: ...

It is committed with the storyboard, so it is sorted, changes as little as it can, is written only when something
changed, and never holds a link or a secret. Two storyboards in a folder share it, each under its own name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from storyboard.errors import WorldError
from storyboard.render.disk import write_file

LOCK_NAME = "film.lock.yaml"

_HEAD = (
    "# Written by storyboard; commit it with the storyboard. It names the takes that the film is made of.\n"
)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_NOT_TEXT = re.compile(r"(?i)y|n|yes|no|on|off|true|false|null|none|nan|inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedJob:
    """What a film knows of a job: the chosen take, its keys, where it came from, and its media (empty for an element)."""

    take: int = 1
    plan_key: str = ""
    action_key: str = ""
    profile: str = ""
    model: str = ""
    task_id: str = ""
    sha256: str = ""
    bytes: int = 0
    frames: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A lock file: by film (the storyboard's file name without its ending), by job id."""

    films: Mapping[str, Mapping[str, LockedJob]]

    def find_job(self, film: str, job: str) -> LockedJob | None:
        """What is locked of a job."""
        return self.films.get(film, {}).get(job)

    def replace_film(self, film: str, jobs: Mapping[str, LockedJob]) -> "Lock":
        """The lock with one film's jobs exchanged; a film without jobs goes."""
        films = {name: known for name, known in self.films.items() if name != film}
        return Lock(films={**films, film: jobs} if jobs else films)


EMPTY_LOCK = Lock(films={})


def read_lock(path: Path) -> Lock:
    """The lock file, or an empty lock where there is none; raises WorldError with the line where it is broken."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return EMPTY_LOCK
    except OSError as error:
        raise WorldError(f"`{path.name}` cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _break(path, 1, "it is not UTF-8") from error
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        conflict = re.search(r"^(<{7}|={7}|>{7})", text, re.MULTILINE)
        line = text.count("\n", 0, conflict.start()) + 1 if conflict else mark.line + 1 if mark else 1
        raise _break(
            path, line, "two versions were merged" if conflict else error.problem or "no YAML"
        ) from error
    except yaml.YAMLError as error:
        raise _break(path, 1, str(error)) from error
    if root is None:
        return EMPTY_LOCK
    return _Reader(path).read(root)


def write_lock(path: Path, lock: Lock) -> bool:
    """Write a lock whole, if it differs from what is there; says whether it did. Raises DiskError."""
    content = format_lock(lock).encode("utf-8")
    try:
        if path.read_bytes() == content:
            return False
    except FileNotFoundError:
        if not lock.films:
            return False
    except OSError:
        pass  # unreadable: writing says why
    write_file(path, content)
    return True


def format_lock(lock: Lock) -> str:
    """The text of a lock, jobs and films sorted by name, nothing empty in it."""
    films = {film: jobs for film, jobs in lock.films.items() if jobs}
    lines = [_HEAD, "lock: 1\n", "films:\n" if films else "films: {}\n"]
    for film, jobs in sorted(films.items()):
        lines.append(f"  {_quote(film)}:\n    jobs:\n")
        for name, job in sorted(jobs.items()):
            lines.append(f"      {_quote(name)}:\n")
            for each in fields(LockedJob):
                if value := getattr(job, each.name):
                    lines.append(
                        f"        {each.name}: {_quote(value) if isinstance(value, str) else value}\n"
                    )
    return "".join(lines)


def _quote(text: str) -> str:
    """A YAML scalar on one line; plain where no reader could take it for anything else."""
    if _PLAIN.fullmatch(text) and not _NOT_TEXT.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    shown = "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped)
    return f'"{shown}"'


def _break(path: Path, line: int, why: str) -> WorldError:
    return WorldError(
        f"`{path.name}` is broken at line {line}: {why}",
        help="take it back from version control, or delete it: what was bought is still in the store",
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the YAML tree of a lock into records; what this version does not know is left out."""

    path: Path

    def read(self, root: yaml.Node) -> Lock:
        top = self.read_mapping(root)
        version = top.get("lock")
        if version is None or version.value != "1":
            line = (version or root).start_mark.line + 1
            raise _break(self.path, line, "`lock: 1` is expected; a newer storyboard may have written it")
        films = self.read_mapping(top["films"]) if "films" in top else {}
        return Lock(films={film: self.read_film(node) for film, node in films.items()})

    def read_film(self, node: yaml.Node) -> dict[str, LockedJob]:
        film = self.read_mapping(node)
        jobs = self.read_mapping(film["jobs"]) if "jobs" in film else {}
        return {job: self.read_job(each) for job, each in jobs.items()}

    def read_job(self, node: yaml.Node) -> LockedJob:
        present = self.read_mapping(node)
        values: dict[str, str | int] = {}
        for each in fields(LockedJob):
            value = present.get(each.name)
            if value is None:
                continue
            if not isinstance(value, yaml.ScalarNode):
                raise _break(self.path, value.start_mark.line + 1, f"`{each.name}` is a single value")
            if each.type is int:
                if not value.value.isascii() or not value.value.isdigit():
                    raise _break(self.path, value.start_mark.line + 1, f"`{each.name}` is a whole number")
                values[each.name] = int(value.value)
            else:
                values[each.name] = value.value
        return LockedJob(**values)  # type: ignore[arg-type]

    def read_mapping(self, node: yaml.Node) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise _break(self.path, node.start_mark.line + 1, "a mapping is expected")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in found:
                raise _break(self.path, key.start_mark.line + 1, "a name is missing or stands twice")
            found[key.value] = value
        return found
