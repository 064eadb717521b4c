"""One module or package a profile, named by its slug; each has `make_routes(world)` and shares nothing with the others."""
