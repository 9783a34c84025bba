"""Settings for every test. Fixtures live in the folder of the tests that use them."""

from hypothesis import settings

# No deadline per example: the machine may be busy, and what is promised about speed is measured in benchmarks/.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")
