"""The one way in which a command says no."""


class Refusal(Exception):
    """A sentence for the person at the keyboard: what does not hold and what to do; the exit status is 2."""
