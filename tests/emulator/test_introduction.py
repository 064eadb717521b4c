"""An emulator says that it is one, so that a client knows that nothing there costs money."""

import math

import httpx

from storyboard.connection import ServerKind, choose_server, is_emulator
from storyboard.emulator import Emulator, EmulatorOptions
from storyboard.profiles.registry import load_profile


def test_an_emulator_introduces_itself() -> None:
    with Emulator(EmulatorOptions(speed=math.inf)) as emulator:
        assert httpx.get(f"{emulator.url}/").json() == {
            "service": "storyboard emulator",
            "profiles": ["gateway"],
        }
        assert is_emulator(emulator.base_url("gateway"))
    assert not is_emulator(emulator.base_url("gateway"))


def test_a_key_and_a_server_on_this_machine_that_is_no_emulator_may_cost_money() -> None:
    profile = load_profile("gateway")
    keyed = {"STORYBOARD_GATEWAY_API_KEY": "sk-somebody"}
    with Emulator(EmulatorOptions(speed=math.inf)) as emulator:
        address = emulator.base_url("gateway")
        found = choose_server(profile, base_url=address, emulate=False, environ=keyed)
        assert (found.kind, found.costs_money) == (ServerKind.EMULATOR, False)
    found = choose_server(profile, base_url=address, emulate=False, environ=keyed)
    assert (found.kind, found.costs_money) == (ServerKind.ACCOUNT, True)
    found = choose_server(profile, base_url=address, emulate=False, environ={})
    assert found.costs_money is False
