"""What goes to a worker at once: enough that the way does not matter, and little enough that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.documents import Document

MOST_DOCUMENTS = 64
MOST_BYTES = 1 << 20
"""A larger document goes alone."""


def chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Yield documents in chunks, reading no further ahead than one document."""
    chunk: list[Document] = []
    size = 0
    for document in documents:
        if chunk and (len(chunk) == MOST_DOCUMENTS or size + len(document.content) > MOST_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(document)
        size += len(document.content)
    if chunk:
        yield chunk
