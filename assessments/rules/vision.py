"""How far a vision is shared, from what people said in confidence of how far it is theirs."""

LARGELY, PARTLY = 8, 6
"""Half points: "largely mine" and "partly mine"."""


def how_shared(summary):
    """ "nearly all", "most", "partly" or "not yet"; "differ" where people see it very differently; None where unknown.

    Nearly all share it where three in four largely do, most where half do. `summary` is a Summary of
    assessments/rules/reflection.py, so that too few answers say nothing.
    """
    if summary is None:
        return None
    if summary.wide:
        return "differ"
    if summary.low >= LARGELY:
        return "nearly all"
    if summary.middle >= LARGELY:
        return "most"
    return "partly" if summary.middle >= PARTLY else "not yet"
