"""Property tests are judged by what holds, not by the clock: a loaded machine must not fail them."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
