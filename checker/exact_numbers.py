"""Which numbers are kept exactly as they are written: rules compare decimals, so none may be rounded on the way in."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

SMALLEST_WHOLE, LARGEST_WHOLE = -(2**63), 2**64 - 1
_LONGEST_WHOLE = len(str(LARGEST_WHOLE))
# In the shapes of a text (see all_exact): 16 digits and more, or an exponent.
_DOUBTFUL = re.compile(rb"0(?:0{15,}+(?:e0++)?+|0*+e0++)")


def exact(literal: str) -> int | float | None:
    """Return the value of a JSON number, or None where no 64-bit integer or float is exactly the decimal written.

    A float is the decimal that Python prints for it: 0.1 is kept exactly, 0.49999999999999999999 would become 0.5.
    Raises ValueError where `literal` is no number.
    """
    if not any(mark in literal for mark in ".eE"):
        if len(literal.lstrip("-")) > _LONGEST_WHOLE:  # before int(), which refuses thousands of digits
            return None
        whole = int(literal)
        return whole if SMALLEST_WHOLE <= whole <= LARGEST_WHOLE else None
    value = float(literal)
    try:
        return value if Decimal(literal) == Decimal(repr(value)) else None
    except InvalidOperation:  # an exponent of more than 18 digits
        return None


def all_exact(data: bytes, shapes: bytes) -> bool:
    """Tell whether every number in JSON text is exact. Errs on the side of no: a number inside of text counts too.

    shapes: `data` with a 0 for each digit, point and sign, and an e for each E. No such character stands next to a
    number, so what is found is a whole number or inside of text.
    """
    return not any(_is_inexact(data[found.start() : found.end()].decode()) for found in _DOUBTFUL.finditer(shapes))


def _is_inexact(literal: str) -> bool:
    try:
        return exact(literal) is None
    except ValueError:  # no number, so inside of text: 127.000.000.000.1, a telephone number
        return False
