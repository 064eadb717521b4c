"""Reads a draft's keys as values: numbers, times, files, names of other shots, each with its trouble at its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from storyboard.diagnostics import Diagnostic, Label, suggest_name
from storyboard.expand.draft import Draft
from storyboard.files import find_target
from storyboard.model.board import Board, Element, MediaName
from storyboard.model.camera import Axis, Camera, Preset
from storyboard.model.cut import TransitionKind
from storyboard.model.film import (
    Address,
    Joining,
    Picture,
    Placing,
    ProjectFile,
    ShotFrame,
    ShotVideo,
    Video,
)
from storyboard.model.tree import MapNode, Node, Scalar, SeqNode
from storyboard.source import Span
from storyboard.timecode import parse_duration

_PLACING_KEYS = frozenset({"trim", "volume", "transition", "fade_in", "fade_out", "caption"})
_AS_IT_IS = Placing()
_ON = frozenset({"on", "yes", "true", "True", "TRUE"})
_WIPES = {
    "left": TransitionKind.WIPE_LEFT,
    "right": TransitionKind.WIPE_RIGHT,
    "up": TransitionKind.WIPE_UP,
    "down": TransitionKind.WIPE_DOWN,
}
_ARTICLES = {"image": "a picture", "video": "a video", "audio": "a sound"}


@dataclass(slots=True)
class DraftReading:
    """A `Reading` of one draft; `shots` are the ids of the film's shots with their places."""

    draft: Draft
    board: Board
    shots: Mapping[str, Span]
    targets: dict[str, ProjectFile | Address | Diagnostic]
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def say(
        self, code: str, message: str, span: Span, help: str = "", labels: tuple[Label, ...] = ()
    ) -> None:
        """Note a trouble of this shot."""
        self.diagnostics.append(
            Diagnostic(code=code, message=message, span=span, help=help, labels=labels, shot=self.draft.id)
        )

    def has(self, key: str) -> bool:
        return key in self.draft.keys

    def find_node(self, key: str) -> Node | None:
        """The node under a key."""
        entry = self.draft.keys.get(key)
        return entry.node if entry is not None else None

    def find_place(self, key: str) -> Span:
        entry = self.draft.keys.get(key)
        return entry.node.span if entry is not None else self.draft.span

    def read_word(self, key: str) -> str | None:
        node = self.find_node(key)
        return node.text.strip() if isinstance(node, Scalar) else None

    def read_words(self, key: str) -> tuple[Scalar, ...]:
        """The scalars of a list."""
        node = self.find_node(key)
        return (
            tuple(one for one in node.items if isinstance(one, Scalar)) if isinstance(node, SeqNode) else ()
        )

    def read_switch(self, key: str) -> bool | None:
        word = self.read_word(key)
        return None if word is None else word in _ON

    def read_number(self, key: str) -> float | None:
        """A number."""
        node = self.find_node(key)
        if (
            isinstance(node, Scalar)
            and isinstance(node.value, int | float)
            and not isinstance(node.value, bool)
        ):
            return float(node.value)
        return None

    def read_seconds(self, key: str) -> Fraction | None:
        node = self.find_node(key)
        return self.read_time(key, node) if node is not None else None

    def read_time(self, name: str, node: Node) -> Fraction | None:
        """A duration under any key."""
        if not isinstance(node, Scalar):
            return None
        seconds = parse_duration(node.text, self.board.output.fps)
        if seconds is None:
            help = f"seconds such as `5` or `2.5s`, or a timecode at {float(self.board.output.fps):g} frames a second"
            self.say("SB501", f"`{name}` cannot be `{node.text}`", node.span, help)
        elif seconds > 36_000:
            self.say("SB501", f"`{name}` is longer than ten hours", node.span, "shorten it")
            return None
        return seconds

    def read_file(self, key: str, kind: str) -> ProjectFile | None:
        node = self.find_node(key)
        if not isinstance(node, Scalar):
            return None
        found = self.find_medium(node, kind)
        if isinstance(found, Address):
            self.say(
                "SB403",
                f"`{key}` takes a file, and `{found.url}` is an address",
                node.span,
                "download it first",
            )
            return None
        return found

    def read_picture(self, key: str) -> Picture | None:
        node = self.find_node(key)
        if isinstance(node, Scalar):
            return self.find_medium(node, "image")
        if not isinstance(node, MapNode):
            return None
        name = "last_frame_of" if "last_frame_of" in node.entries else "frame_of"
        target = node.entries[name].node if name in node.entries else None
        shot = self.find_shot(target) if target is not None else None
        at = self.read_time("at", node.entries["at"].node) if "at" in node.entries else None
        if shot is None or (name == "frame_of" and at is None):
            return None
        return ShotFrame(shot=shot, at=at, span=node.span)

    def read_video(self, key: str) -> Video | None:
        node = self.find_node(key)
        if not isinstance(node, Scalar):
            return None
        if node.text in self.shots and node.text not in self.board.declarations:
            shot = self.find_shot(node)
            return ShotVideo(shot=shot, span=node.span) if shot is not None else None
        return self.find_medium(node, "video", also=self.shots)

    def read_shot(self, key: str) -> str | None:
        node = self.find_node(key)
        return self.find_shot(node) if node is not None else None

    def find_shot(self, node: Node) -> str | None:
        """The shot that a word names, if there is one and it is another."""
        if not isinstance(node, Scalar):
            return None
        name = node.text
        if name == self.draft.id:
            self.say("SB205", f"the shot `{name}` refers to itself", node.span, "name another shot")
            return None
        if name not in self.shots:
            known = [one for one in self.shots if "." not in one]  # a dot: renamed, since its name was taken
            self.say("SB202", f"no shot is called `{name}`", node.span, suggest_name(name, known))
            return None
        return name

    def find_medium(
        self, node: Scalar, kind: str, also: Mapping[str, Span] | None = None
    ) -> ProjectFile | Address | None:
        """A declared medium of a kind, else a path or an address; anything else is said."""
        declared = self.board.declarations.get(node.text)
        if isinstance(declared, MediaName) and declared.kind == kind:
            found = self.find_target(declared.target.text, declared.target.span)
            return None if isinstance(found, Diagnostic) else found  # said once, at the declaration
        if declared is not None:
            message = f"`{node.text}` is not {_ARTICLES[kind]}"
            is_element = isinstance(declared, Element)
            label = Label(
                span=declared.span, message="declared here as an element" if is_element else "declared here"
            )
            help = "call it in the prompt: `<<<" + node.text + ">>>`" if is_element else ""
            self.say("SB202", message, node.span, help, labels=(label,))
            return None
        found = self.find_target(node.text, node.span)
        if isinstance(found, Diagnostic):
            if not node.text.strip():
                self.say(
                    "SB106", f"{_ARTICLES[kind]} without a name", node.span, "name it, or take the key out"
                )
            elif (
                found.code == "SB401"
                and "is a folder" not in found.message
                and "/" not in node.text
                and "." not in node.text
            ):
                names = [name for name, one in self.board.declarations.items() if _is_kind(one, kind)]
                help = suggest_name(node.text, [*names, *(also or ())])
                what = f"{kind} or shot" if also else kind
                self.say("SB202", f"no {what} is called `{node.text}`, and no file", node.span, help)
            else:
                self.say(found.code, found.message, node.span, found.help)
            return None
        if isinstance(found, ProjectFile):
            return ProjectFile(path=found.path, name=found.name, span=node.span)
        return found

    def find_target(self, text: str, span: Span) -> ProjectFile | Address | Diagnostic:
        """A path or address, looked up once per film."""
        known = self.targets.get(text)
        if known is None:
            known = self.targets[text] = find_target(self.board.root, text, span)
        return known

    def read_camera(self) -> Camera | None:
        """The camera move."""
        node = self.find_node("camera")
        if isinstance(node, Scalar):
            return Camera(preset=Preset(node.text))
        if not isinstance(node, MapNode):
            return None
        axes = []
        for axis in Axis:
            entry = node.entries.get(axis.value)
            if (
                entry is not None
                and isinstance(entry.node, Scalar)
                and isinstance(entry.node.value, int | float)
            ):
                if entry.node.value == 0:
                    self.say(
                        "SB308", f"`{axis.value}` is 0, which moves nothing", entry.node.span, "take it out"
                    )
                else:
                    axes.append((axis, float(entry.node.value)))
        if not axes:
            if not node.damaged and not any(axis.value in node.entries for axis in Axis):
                help = "one of " + ", ".join(f"`{axis.value}`" for axis in Axis)
                self.say("SB308", "`camera` has no move", node.span, help)
            return None
        return Camera(axes=tuple(axes), as_prompt="as" in node.entries)

    def read_placing(self) -> Placing:
        """What the cut does with the clip."""
        if _PLACING_KEYS.isdisjoint(self.draft.keys):
            return _AS_IT_IS
        trim = self.find_node("trim")
        trim_in = trim_out = None
        if isinstance(trim, MapNode):
            trim_in = self.read_time("in", trim.entries["in"].node) if "in" in trim.entries else None
            trim_out = self.read_time("out", trim.entries["out"].node) if "out" in trim.entries else None
            if trim_out is not None and trim_out <= (trim_in or 0):
                self.say(
                    "SB502",
                    "the trim ends before it begins",
                    trim.entries["out"].node.span,
                    "let `out` come after `in`",
                )
                trim_out = None
        volume = self.read_number("volume")
        return Placing(
            trim_in=trim_in,
            trim_out=trim_out,
            volume=1.0 if volume is None else volume,
            joining=self.read_joining(),
            fade_in=self.read_seconds("fade_in") or Fraction(0),
            fade_out=self.read_seconds("fade_out") or Fraction(0),
            caption=self.read_word("caption") or "",
        )

    def read_joining(self) -> Joining | None:
        """The transition into this shot; None for a cut."""
        node = self.find_node("transition")
        if not isinstance(node, MapNode):
            return None
        for name, entry in node.entries.items():
            time: Node | None = entry.node
            kind = {"dissolve": TransitionKind.DISSOLVE, "fade": TransitionKind.FADE}.get(
                name, TransitionKind.WIPE_LEFT
            )
            if isinstance(time, MapNode):
                direction = time.entries.get("direction")
                if direction is not None and isinstance(direction.node, Scalar):
                    kind = _WIPES[direction.node.text]
                time = time.entries["duration"].node if "duration" in time.entries else None
            seconds = self.read_time(name, time) if time is not None else None
            return Joining(kind=kind, seconds=seconds) if seconds else None
        return None


def _is_kind(declared: object, kind: str) -> bool:
    return isinstance(declared, MediaName) and declared.kind == kind
