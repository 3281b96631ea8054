"""Pages that are not made anew where nothing they depend on has changed.

`@depends_on(facts)` marks a view; `facts(request, ...)`, with the view's own arguments, fetches as the view does, so that who may not see the page
is not told that it is as it was, and says in plain values all that the page prints and no other page around it does. What stands
around every page, and the answer itself, is for lmframework/caching.py. Where a page has a form that is sent, `facts` says None:
the token in it is for one act only.
"""


def depends_on(facts):
    def mark(view):
        view.depends_on = facts
        return view

    return mark
