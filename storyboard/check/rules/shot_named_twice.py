"""Two shots have the same id. Ids are how shots refer to one another and how a take is kept, so each is used once.

    - {shot: sea, prompt: The sea by day.}
    - {shot: sea, prompt: The sea by night.}

    - {shot: sea-day, prompt: The sea by day.}
    - {shot: sea-night, prompt: The sea by night.}

A shot without an id is called `shot-` and its place in the film.
"""

CODE = "SB204"
