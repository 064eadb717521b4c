"""The storyboard asks for a profile that does not exist. Leave the key out for `gateway`, or name one that
`storyboard models` lists.

    profile: gatewy

    profile: gateway
"""

CODE = "SB601"
