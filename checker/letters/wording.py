"""The sentences of a letter that are the same in every format."""

from __future__ import annotations

from checker.letters.model import Letter, Point
from checker.quoting import counted

ESSENTIAL = "needed for a decision"
REQUEST = "Please"
WHERE = "Answer in"
GREETING = "To the partners of this proposal"


def subject(letter: Letter) -> str:
    """Return what the letter is about."""
    return f"Questions about “{letter.title}”"


def facts(letter: Letter) -> list[tuple[str, str]]:
    """Return what stands at the head of the letter: labels and what they say."""
    rows = [
        ("Proposal", f"{letter.title} ({letter.id})"),
        ("File", letter.document),
        ("Date", str(letter.written_on)),
        ("From", letter.office),
        ("Reply by", letter.reply_by and str(letter.reply_by)),
    ]
    return [(label, text) for label, text in rows if text]


def point(point: Point) -> str:
    """Return where an answer belongs, and what is the matter there."""
    return f"{point.where}. {point.matter}" if point.matter else point.where


def opening(letter: Letter) -> list[str]:
    """Return the paragraphs before the questions."""
    questions = letter.questions
    version = "your proposal" if letter.settled is None else "the new version of your proposal"
    thanks = f"Thank you for {version}."
    if letter.settled:
        need = "needs" if letter.settled == 1 else "need"
        thanks += f" Of what we asked before, {counted(letter.settled, 'question')} {need} no answer any more."
    if not questions:
        return [thanks, "We have no questions about it."]
    essential = sum(question.essential for question in questions)
    ask = f"Before it can be decided on, we ask you for {counted(len(questions), 'answer')}."
    if essential == len(questions):
        ask += f" Nothing can be decided without {'it' if essential == 1 else 'them'}."
    elif essential:
        verb = "is" if essential == 1 else "are"
        ask += f" {essential} of them {verb} {ESSENTIAL}, and marked so."
    by = f" by {letter.reply_by}" if letter.reply_by else ""
    how = (
        "Each question says where in the proposal the answer belongs. Please write it there, or say why it does not "
        f"apply, and send us the new version{by}."
    )
    return [f"{thanks} {ask}", how]


def closing(letter: Letter) -> list[str]:
    """Return the lines at the end."""
    return ["With kind regards", *([letter.office] if letter.office else [])]
