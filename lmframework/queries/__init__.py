"""What the pages over both sides read, each in a fixed number of queries."""

from lmframework.queries.home import WEEK, home_of, installation, results_of, week_of
from lmframework.queries.work import my_work, said_of

__all__ = ["WEEK", "home_of", "installation", "my_work", "results_of", "said_of", "week_of"]
