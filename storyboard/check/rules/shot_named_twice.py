"""Two shots have the same id. Ids are how shots refer to one another and how a take is kept, so each is used once."""

CODE = "SB204"
