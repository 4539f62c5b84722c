"""The one kind of error a person is meant to read."""

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the office is broken; the message says what happened and what to do.

    Subclasses set `message` (lazy, may have `%(name)s` gaps); the gaps are filled from the keyword
    arguments, which stay readable in `params`. Views catch it and show `str(error)`.

    `message` speaks to the office. Where the person it is about may read it too, and would have to read their own name
    or an order they cannot follow, `own_message` says the same to them (`said_to_them`).
    """

    message = _("Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.")
    own_message = ""

    def __init__(self, message=None, **params):
        self.params = params
        if message is not None:
            self.message = message
        super().__init__(message)

    def __str__(self):
        return self._filled(self.message)

    def said_to_them(self) -> str:
        """The sentence for the person it is about."""
        return self._filled(self.own_message) if self.own_message else str(self)

    def _filled(self, sentence) -> str:
        return str(sentence) % self.params if self.params else str(sentence)
