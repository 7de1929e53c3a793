"""What the address asks of a list, as a value: pages make it from their request, commands and workbooks ask for nothing."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest

Parameters = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """The path of an address and its parameters, in their order; a parameter may stand there more than once."""

    path: str = ""
    parameters: Parameters = ()

    @classmethod
    def from_request(cls, request: HttpRequest) -> Self:
        """Return what a request asks. Whoever asks for a file asks it of the list that the other parameters describe."""
        given = request.GET.lists()
        return cls(
            request.path,
            tuple((key, value) for key, values in given if key != "export" for value in values if value),
        )

    @classmethod
    def nothing(cls) -> Self:
        """Return the wish for all rows, in the columns and the order of the table itself."""
        return cls()

    def one(self, code: str) -> str:
        """Return the value of a parameter, the last if there are several; empty if there is none."""
        return next((value for key, value in reversed(self.parameters) if key == code), "")

    def every(self, code: str) -> list[str]:
        """Return all values of a parameter."""
        return [value for key, value in self.parameters if key == code]

    def link(self, **changes: str | None) -> str:
        """Return the address with some parameters changed; None takes one off."""
        query = [pair for pair in self.parameters if pair[0] not in changes]
        query += [(key, value) for key, value in changes.items() if value is not None]
        return f"{self.path}?{urlencode(query)}"
