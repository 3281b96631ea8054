"""Results of a branch, rolled up."""

from lmframework.unitresults.look import BEFORE_WORDS, over_on
from lmframework.unitresults.pages import AllResults, OneResult

__all__ = ["BEFORE_WORDS", "AllResults", "OneResult", "over_on"]
