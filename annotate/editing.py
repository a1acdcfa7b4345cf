"""Changing what people have submitted, on the real server: small calls, one thing each."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from stancemark.annotate.protocol import Draft, Json
from stancemark.annotate.reading import Reading


class Editing(Reading):
    """The part of a live studio that changes annotations."""

    def annotation(self, annotation: int) -> Json:
        """See `Studio`."""
        return dict(self._call("GET", f"api/annotations/{annotation}/"))

    def revise(self, annotation: int, result: Sequence[Any]) -> Json:
        """See `Studio`."""
        path = f"api/annotations/{annotation}/"
        return dict(self._call("PATCH", path, json={"result": list(result)}))

    def drafts(self, project: int) -> Iterator[Draft]:
        """See `Studio`. A list of tasks holds one's own drafts only, so each task is asked."""
        for task in sorted(self.begun(project)):
            for draft in self._call("GET", f"api/tasks/{task}/drafts"):
                begun = draft.get("annotation"), str(draft.get("user") or "")
                yield Draft(int(draft["id"]), task, *begun, draft.get("result") or [])

    def revise_draft(self, draft: int, result: Sequence[Any]) -> None:
        """See `Studio`."""
        self._call("PATCH", f"api/drafts/{draft}/", json={"result": list(result)})

    def recount(self, project: int) -> None:
        """See `Studio`."""
        self._call("POST", f"api/projects/{project}/summary/reset/", json={}, read=_nothing)

    def clock(self) -> str:
        """See `Studio`."""
        return str(self._call("GET", "api/version", read=_time))


def _nothing(response: Any) -> None:
    """A reply without a body."""
    del response


def _time(response: Any) -> str:
    """When a reply was sent, by the server's clock. Raises `ValueError` where it does not say."""
    return parsedate_to_datetime(response.headers.get("date", "")).astimezone(UTC).isoformat()
