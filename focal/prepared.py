"""Queries that are compiled once: for the few a join runs every time.

Django builds the SQL of a query anew each time it runs, which costs several times what SQLite needs to answer it. A
`PreparedOne` is an ordinary queryset whose SQL is kept; only the values change. It fetches one object or none, with
what `select_related` names.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

Found = TypeVar("Found", bound=Model)


class PreparedOne(Generic[Found]):
    """`PreparedOne(lambda code: Room.objects.filter(code=code), code="example")`; call it by name."""

    def __init__(self, build: Callable[..., QuerySet[Found]], **examples: Any) -> None:
        self.build = build
        self.examples = examples  # one value of the right type per parameter, each different from the others
        self.compiled: _Compiled[Found] | None = None

    def __call__(self, **values: Any) -> Found | None:
        if self.compiled is None:
            self.compiled = _Compiled(self.build(**self.examples), self.examples)
        return self.compiled.run(values)


class _Compiled(Generic[Found]):
    def __init__(self, queryset: QuerySet[Found], examples: dict[str, Any]) -> None:
        compiler: Any = queryset[:1].query.get_compiler(DEFAULT_DB_ALIAS)  # Any: Django's compiler has no public type
        self.sql, parameters = compiler.as_sql()
        by_value = {
            connections[DEFAULT_DB_ALIAS].ops.adapt_unknown_value(example): name for name, example in examples.items()
        }
        self.parameters = [(by_value.get(value), value) for value in parameters]
        assert {name for name, _ in self.parameters if name} == set(examples), "an example was not found in the SQL"
        compiler.setup_query()
        self.compiler = compiler
        self.converters = compiler.get_converters([column[0] for column in compiler.select])
        info = compiler.klass_info
        self.model: type[Found] = info["model"]
        columns = info["select_fields"]
        self.first, self.last = columns[0], columns[-1] + 1
        self.names = [column[0].target.attname for column in compiler.select[self.first : self.last]]
        self.related = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg] # 6.x stubs

    def run(self, values: dict[str, Any]) -> Found | None:
        connection = connections[DEFAULT_DB_ALIAS]
        adapt = connection.ops.adapt_unknown_value
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [adapt(values[name]) if name else value for name, value in self.parameters])
            row = cursor.fetchone()
        if row is None:
            return None
        if self.converters:
            row = list(row)
            for position, (converters, expression) in self.converters.items():
                for convert in converters:
                    row[position] = convert(row[position], expression, connection)
        found = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.first : self.last])
        for populate in self.related:
            populate.populate(row, found)
        return found
