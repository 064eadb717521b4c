"""What goes wrong outside the text: the tree of exceptions, raised at the edges.

    StoryboardError               what a command may end with; carries its exit status
    |- UsageError            2    the command's words are off
    |- Refused               4    --locked or --max-cost said no
    |- Interrupted         130    ctrl-C; run again to resume
    `- WorldError            3    the outside world failed; run again to resume
       |- MediaError              a media file is missing, foreign or broken
       |- DiskError               no space, a read-only folder, a store that cannot be written
       |- ServerError             a port in use, a server that does not answer
       |- CredentialError         no or unusable credentials
       `- JobFailed               a provider said that a job failed

A text that is wrong is never an exception: it is a `Diagnostic` value. Our own mistakes crash.
"""


class StoryboardError(Exception):
    """Something that ends a command: what happened, what to do about it, and which shot it concerns."""

    exit_status = 3

    def __init__(self, message: str, *, help: str = "", shot: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.shot = shot


class UsageError(StoryboardError):
    """The command's words are off."""

    exit_status = 2


class Refused(StoryboardError):
    """`--locked` or `--max-cost` said no before anything was ordered."""

    exit_status = 4


class Interrupted(StoryboardError):
    """The user stopped the run; everything bought is kept."""

    exit_status = 130


class WorldError(StoryboardError):
    """The outside world failed; run again to resume."""

    exit_status = 3


class MediaError(WorldError):
    """A media file is missing, foreign or broken."""


class DiskError(WorldError):
    """No space left, a read-only folder, a store that cannot be written."""


class ServerError(WorldError):
    """A port in use, a server that does not answer."""


class CredentialError(WorldError):
    """No credentials for a real account, or unusable ones."""


class JobFailed(WorldError):
    """A provider refused or failed a job."""
