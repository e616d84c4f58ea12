"""What all tests have in common."""

from hypothesis import settings

# A slow machine is no failure; the tests' own time-out catches what hangs.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
