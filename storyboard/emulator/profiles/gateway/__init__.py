"""The profile `gateway`: one path for every video, routed by model and parameters, and a library of elements."""

from storyboard.emulator.profiles.gateway.routes import make_routes

__all__ = ["make_routes"]
