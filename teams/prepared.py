"""Questions that are asked of the database again and again, each time of another plan, team or day.

    REPORTS = Prepared(lambda plan: Entry.objects.counting().filter(workplan=plan).values_list("activity", "on"))
    for activity, on in REPORTS(plan=plan.pk): ...

The query is put together and turned into SQL once a process; after that only its keys and days change. **Why:** a page of
twenty queries spends more time on writing them than the database on answering them. What is asked has to be of the same
form each time: whole numbers and days that are there, never None, and no list.
"""

from datetime import date

from django.db import connection
from django.db.models.query import ModelIterable, get_related_populators

NUMBER, DAY = 4_611_686_018_427_387_000, date(9999, 12, 1)
"""Stand for a key or a day while the query is put together; nobody has such ones."""


def stand_in(value, place):
    """What stands for `value`, the one at that place, in the query."""
    if isinstance(value, date):
        return DAY.replace(day=place + 1)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is neither a key nor a day")
    return NUMBER + place


class Prepared:
    """A function of keys and days, by name, that gives the rows of `build`'s query: of a model, or of a values_list."""

    def __init__(self, build):
        self.build = build
        self.compiled = None

    def __call__(self, **values):
        if self.compiled is None:
            self.compiled = Compiled(self.build, values)
        return self.compiled.rows(values)

    def first(self, **values):
        """The first row, or None. The query itself has to ask for one alone."""
        return next(iter(self(**values)), None)


class Compiled:
    """What stays the same of a query."""

    def __init__(self, build, values):
        places = {name: stand_in(value, place) for place, (name, value) in enumerate(values.items())}
        queryset = build(**places)
        self.compiler = compiler = queryset.query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        names = {adapted(place): name for name, place in places.items()}
        self.params = [Hole(names[one]) if one in names else one for one in params]
        if {one.name for one in self.params if isinstance(one, Hole)} != set(values):
            raise TypeError(f"{', '.join(values)}: not all of them are asked for")
        self.converters = compiler.get_converters(
            [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        )
        self.of_model = issubclass(queryset._iterable_class, ModelIterable)
        if self.of_model:
            self.populators = get_related_populators(compiler.klass_info, compiler.select, queryset.db)  # type: ignore[call-arg]  # of Django 6
            self.places = compiler.klass_info["select_fields"]
            self.names = [compiler.select[place][0].target.attname for place in self.places]

    def rows(self, values):
        given = {name: adapted(value) for name, value in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [given[one.name] if isinstance(one, Hole) else one for one in self.params])
            rows = cursor.fetchall()
        if self.converters:
            rows = list(self.compiler.apply_converters(rows, self.converters))
        return [self.instance(row) for row in rows] if self.of_model else rows

    def instance(self, row):
        """The object that a row is of, with what was read along with it; as ModelIterable of Django makes it."""
        first, last = self.places[0], self.places[-1] + 1
        found = self.compiler.klass_info["model"].from_db(connection.alias, self.names, row[first:last])
        for populator in self.populators:
            populator.populate(row, found)
        for name, place in self.compiler.annotation_col_map.items():
            setattr(found, name, row[place])
        return found


class Hole:
    """Where a value goes."""

    def __init__(self, name):
        self.name = name


def adapted(value):
    """`value` as the database takes it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
