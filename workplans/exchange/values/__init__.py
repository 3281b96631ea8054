"""Reads files of values, as DHIS2 and spreadsheets write them: which number is of what, of which time, of which place."""

from workplans.exchange.values.found import Figure, ValueFile
from workplans.exchange.values.reading import Choices, look_into, read_values

__all__ = ["Choices", "Figure", "ValueFile", "look_into", "read_values"]
