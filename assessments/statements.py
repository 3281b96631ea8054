"""The first statements, in our own words: what an installation begins with, and may change in the admin pages."""

LANGUAGE = "en"
FIRST = {
    "scan": [
        "We ask our clients what they think of our services, and talk about what they say.",
        "We know what has changed around us that touches our work.",
        "We say openly what we do well and where we need to get better.",
    ],
    "focus": [
        "Our team has chosen one result for this year, and I can name it.",
        "When new work comes, we agree what comes first.",
        "I can say what our vision is and why it matters to me.",
    ],
    "align": [
        "What I do every day serves what we have agreed comes first.",
        "We talk with the people and organisations whose help we need, and they do their part.",
        "Each of us knows who does what, and why it was shared out that way.",
    ],
    "inspire": [
        "We do what we said we would do.",
        "Good work of any of us is noticed and said aloud.",
        "When one of us is stuck, the others help.",
    ],
    "plan": ["Those who do the work take part in planning it."],
    "organise": ["What we need for the work is there when we need it, or we know when it will be."],
    "implement": ["When somebody is given a task, it is clear what is wanted and by when."],
    "monitor": ["We look at our own figures together and change what we do because of them."],
}


def load_first(statements):
    """Make the first statements where there are none at all, and list them; `statements` is the model's manager."""
    if statements.exists():
        return []
    made = []
    for practice, texts in FIRST.items():
        for order, text in enumerate(texts, start=1):
            statement = statements.create(practice=practice, order=order)
            statement.wordings.create(language=LANGUAGE, text=text)
            made.append(statement)
    return made
