"""What every profile of one emulator shares."""

from dataclasses import dataclass

from storyboard.emulator.accounts import Account, RateMeter
from storyboard.emulator.connections import Connections
from storyboard.emulator.drawing import DrawingRoom
from storyboard.emulator.faults import FaultScript
from storyboard.emulator.ledger import Ledger
from storyboard.emulator.media import MediaReader
from storyboard.emulator.options import EmulatorOptions
from storyboard.emulator.shelf import Shelf
from storyboard.emulator.tasks import TaskBook


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The parts that a profile's routes are made of."""

    options: EmulatorOptions
    accounts: tuple[Account, ...]
    meter: RateMeter
    ledger: Ledger
    faults: FaultScript
    connections: Connections
    shelf: Shelf
    media: MediaReader
    room: DrawingRoom
    tasks: TaskBook
