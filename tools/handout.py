"""Which test shows which sentence of the handout: `python -m tools.handout [--check | --write]`, in docs/handout.md.

A test says so itself: `@pytest.mark.handout("S5", "S6")`. Only what a browser has shown counts as shown. The tests are
read, not run.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/handout.md"

# The sentence, and what someone can do because of it.
SENTENCES = {
    "S1": (
        "four management practices, carried out in daily life",
        "see each plan item under its practice, and read what that practice asks of the team",
    ),
    "S2": (
        "document activities in a workplan with set objectives and outputs",
        "write one, import one from Excel, print it, send it for review",
    ),
    "S3": (
        "make sure that resources are available for planned activities",
        "allocate money, people and materials, by source; see what is released, spent, missing, and which activity starts without",
    ),
    "S4": (
        "the necessary structures and systems exist",
        "keep a readiness list for the plan: in place, partly, missing, whose job, by when",
    ),
    "S5": (
        "execute planned activities",
        "report progress on an activity in a few seconds, from a phone",
    ),
    "S6": (
        "delegate execution",
        "delegate, see it accepted or declined with a reason, hand back, sub-delegate; the chain stays visible",
    ),
    "S7": (
        "coordinate multiple efforts",
        "see clashes: same person, same week, same resource; dependencies; work shared between teams",
    ),
    "S8": (
        "track activities, outputs and results",
        "record dated values and narrative with evidence",
    ),
    "S9": (
        "compare them with what was planned",
        "see planned against actual at every level, against the approved plan, with the reason for the variance",
    ),
    "S10": (
        "collect feedback",
        "collect it from clients (a link and a printed QR code, no login), staff and stakeholders; answer it; act on it",
    ),
    "S11": (
        "a compelling vision, ultimately shared with everyone",
        "write the vision together; the team sees how far it is shared",
    ),
    "S12": (
        "focus organisational efforts on the vision",
        "see which objectives, effort and money serve the vision, and which serve nothing",
    ),
    "S13": (
        "sustainable results that satisfy the clients",
        "see client satisfaction beside results, and whether a result lasts after its activities end",
    ),
    "S14": (
        "support personnel and change ways of working to overcome obstacles",
        "name an obstacle, its root cause, the support given, the change made, and whether it worked",
    ),
    "S15": (
        "lead staff through changes for strategic and tactical challenges",
        "keep the challenge: measurable result, situation now, obstacles, root causes, priority actions",
    ),
    "S16": (
        "four leadership practices",
        "reflect as a team on each, see the result together, choose what to do next",
    ),
    "S17": (
        "leadership is not for a chosen few",
        "take part whoever you are; every answer weighs the same",
    ),
    "S18": (
        "value both, develop skills in both areas",
        "keep private development goals in both, with a private self-assessment",
    ),
    "S19": (
        "both are necessary, each completes the other",
        "see the balance between the two sides, and be told where one is left behind",
    ),
    "S20": (
        "the framework summarises both",
        "open one page with all eight, from team to nation",
    ),
    "S21": (
        "competent personnel with the needed resources",
        "be offered, when delegating, the people who have the skill and the free time",
    ),
}

INTRODUCTION = """\
# The handout, sentence by sentence

The project puts a training handout on leadership and management to work. Each of its sentences is a page that works,
and a test in a browser that shows it. This table is written by `python3 run.py fix` from the marks on the tests.

| | the handout says | a user can | shown by |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Shown:
    """A test that shows a sentence."""

    sentence: str
    path: str
    name: str
    says: str

    @property
    def in_browser(self) -> bool:
        return self.path.startswith("tests/browser/")

    def __str__(self) -> str:
        says = self.says.replace("|", "\\|")
        return f"{says} (`{self.path}::{self.name}`)" if says else f"`{self.path}::{self.name}`"


def main() -> int:
    found = [shown for path in sorted(ROOT.glob("tests/**/test_*.py")) for shown in shown_in(path)]
    page = INTRODUCTION + "".join(row(sentence, found) for sentence in SENTENCES)
    complaints = mistakes(found)
    if "--write" in sys.argv[1:]:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page, "utf-8")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != page:
        complaints.append("docs/handout.md is not what the tests say. To mend it: python3 run.py fix")
    if complaints:
        print("\n".join(complaints))
    return bool(complaints)


def shown_in(path: Path) -> Iterator[Shown]:
    """Every sentence that a file's tests show; a mark on a module or a class is a mark on all that it holds."""
    module = ast.parse(path.read_text("utf-8"))
    yield from shown_under(module, str(path.relative_to(ROOT).as_posix()), "", [])


def shown_under(node: ast.Module | ast.ClassDef, path: str, prefix: str, inherited: list[str]) -> Iterator[Shown]:
    of_all = inherited + [
        sentence
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in statement.targets)
        for sentence in marked([statement.value])
    ]
    for item in node.body:
        if isinstance(item, ast.ClassDef):
            yield from shown_under(item, path, f"{prefix}{item.name}::", of_all + marked(item.decorator_list))
        elif isinstance(item, ast.FunctionDef) and item.name.startswith("test"):
            says = (ast.get_docstring(item) or "").partition("\n")[0]
            for sentence in dict.fromkeys(of_all + marked(item.decorator_list)):
                yield Shown(sentence, path, prefix + item.name, says)


def marked(expressions: list[ast.expr]) -> list[str]:
    """The sentences in every `pytest.mark.handout(...)` among or inside some expressions."""
    return [
        argument.value
        for expression in expressions
        for node in ast.walk(expression)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "handout"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def row(sentence: str, found: list[Shown]) -> str:
    says, can = SENTENCES[sentence]
    tests = "<br>".join(str(shown) for shown in found if shown.sentence == sentence and shown.in_browser)
    return f"| {sentence} | {says} | {can} | {tests or 'not yet'} |\n"


def mistakes(found: list[Shown]) -> list[str]:
    """Marks that name no sentence, and sentences that are named only where no browser looks."""
    unknown = [
        f"{shown.path}::{shown.name} names {shown.sentence}, which is no sentence of the handout."
        for shown in found
        if shown.sentence not in SENTENCES
    ]
    seen = {shown.sentence for shown in found if shown.in_browser}
    unseen = sorted({shown.sentence for shown in found} & SENTENCES.keys() - seen)
    return unknown + [f"{sentence} is named by a test, but by none in tests/browser/." for sentence in unseen]


if __name__ == "__main__":
    sys.exit(main())
