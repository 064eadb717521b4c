"""The other side of the wire: a real HTTP server that answers as each profile's reference says.

It shares no code and no tables with the client, so that a wrong number cannot agree with itself. Importing this package is
cheap: the web framework is loaded when an emulator starts.
"""

from storyboard.emulator.options import EmulatorError, EmulatorOptions
from storyboard.emulator.server import Emulator, serve_emulator

__all__ = ["Emulator", "EmulatorError", "EmulatorOptions", "serve_emulator"]
