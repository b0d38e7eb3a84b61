"""COS Select's SQL: what it knows is understood, and nothing else gets through."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos.server.query.nodes import (
    Aggregate,
    Arithmetic,
    Between,
    Call,
    Cast,
    Column,
    Comparison,
    IsNull,
    Literal,
    Logic,
    Minus,
    Name,
    Not,
    Path,
    Query,
)
from qcloud_cos.server.query.parser import parse
from qcloud_cos.server.refusal import Refusal

A, B = Path((Name("a"),)), Path((Name("b"),))


def column(text: str) -> Column:
    query = parse(f"SELECT {text} FROM COSObject s")
    assert query.columns is not None
    return query.columns[0]


def where(text: str) -> object:
    return parse(f"SELECT * FROM COSObject s WHERE {text}").where


def test_a_whole_query() -> None:
    query = parse('select s._1, s."Na me" AS who FROM cosobject AS s WHERE s._2 >= 5 LIMIT 10')
    assert query == Query(
        (Column(Path((Name("_1"),)), "_1"), Column(Path((Name("Na me", True),)), "who")),
        (),
        Comparison(">=", Path((Name("_2"),)), Literal(5)),
        10,
    )


@pytest.mark.parametrize("text", ["*", "s.*", "S.*"])
def test_all_of_a_record(text: str) -> None:
    assert parse(f"SELECT {text} FROM COSObject s") == Query(None, (), None, None)


@pytest.mark.parametrize(
    ("text", "of", "name"),
    [
        ("s.a.b[2].c", Path((Name("a"), Name("b"), 2, Name("c"))), "c"),
        ("s['x y']", Path((Name("x y", True),)), "x y"),
        ("s[1]", Path((1,)), "_1"),
        ("s", Path(()), "s"),
        ("a alias", A, "alias"),
        ("-1.50", Minus(Literal(Decimal("1.50"))), "_1"),
        ("- -a", A, "a"),
        ("'it''s'", Literal("it's"), "_1"),
        ("1e3", Literal(1000.0), "_1"),
        ("12345678901234567890", Literal(Decimal("12345678901234567890")), "_1"),
        ("true", Literal(True), "_1"),
        ("MISSING", Literal(None), "_1"),
        ("count(*)", Aggregate("COUNT", None), "_1"),
        ("Sum(s.a)", Aggregate("SUM", A), "_1"),
        ("CAST(a AS Integer)", Cast(A, "INT"), "_1"),
        ("CAST(a AS DECIMAL(10, 2))", Cast(A, "DECIMAL", (10, 2)), "_1"),
        ("date_add(month, 2, a)", Call("DATE_ADD", (Literal(2), A), "MONTH"), "_1"),
        ("EXTRACT(year FROM a)", Call("EXTRACT", (A,), "YEAR"), "_1"),
        ("SUBSTRING(a FROM 2 FOR 3)", Call("SUBSTRING", (A, Literal(2), Literal(3))), "_1"),
        ("SUBSTRING(a, 2)", Call("SUBSTRING", (A, Literal(2))), "_1"),
        ("TRIM(a)", Call("TRIM", (A,), "BOTH"), "_1"),
        ("TRIM(LEADING 'x' FROM a)", Call("TRIM", (A, Literal("x")), "LEADING"), "_1"),
        ("TRIM(FROM a)", Call("TRIM", (A,), "BOTH"), "_1"),
        ("UTCNOW()", Call("UTCNOW", ()), "_1"),
        ("a + b * 2 - 1", Arithmetic(A, (("+", Arithmetic(B, (("*", Literal(2)),))), ("-", Literal(1)))), "_1"),
        ("/* no */ 1", None, ""),
    ],
)  # fmt: skip
def test_columns(text: str, of: object, name: str) -> None:
    if of is None:
        with pytest.raises(Refusal, match="SQLParsingError"):
            column(text)
        return
    assert column(text) == Column(of, name)  # type: ignore[arg-type]


def test_not_binds_less_than_comparing_and_more_than_and() -> None:
    assert where("NOT a = 1 AND b = 2 OR a IS NOT NULL") == Logic(
        "OR",
        (
            Logic("AND", (Not(Comparison("=", A, Literal(1))), Comparison("=", B, Literal(2)))),
            Not(IsNull(A, or_missing=True)),
        ),
    )


def test_the_and_of_between_is_its_own() -> None:
    assert where("a BETWEEN 1 AND 2 AND b != 'x'") == Logic(
        "AND", (Between(A, Literal(1), Literal(2)), Comparison("<>", B, Literal("x")))
    )


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("COSObject", ()),
        ("COSObject[*]", ()),
        ("COSObject[*].a[*]", (Name("a"), None)),
        ("COSObject.a.b[0] x", (Name("a"), Name("b"), 0)),
        ("COSObject[*][*]", (None,)),
        ("COSObject.*", (None,)),
    ],
)
def test_where_the_records_are(text: str, steps: object) -> None:
    assert parse(f"SELECT * FROM {text}").source == steps


def test_a_path_names_its_records_by_its_end() -> None:
    assert parse("SELECT id, id.x FROM COSObject[*].rules[*].id").columns == (
        Column(Path(()), "id"),
        Column(Path((Name("x"),)), "x"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT",
        "SELECT *",
        "SELECT * FROM",
        "SELECT * FROM COSObject WHERE",
        "SELECT * FROM COSObject LIMIT -1",
        "SELECT * FROM COSObject LIMIT 1.5",
        "SELECT * FROM COSObject s s2",
        "SELECT * FROM COSObject, COSObject",
        "SELECT * FROM COSObject JOIN COSObject",
        "SELECT * FROM COSObject; SELECT 1",
        "SELECT * FROM COSObject UNION SELECT * FROM COSObject",
        "SELECT * FROM COSObject GROUP BY a",
        "SELECT * FROM COSObject ORDER BY a",
        "SELECT DISTINCT a FROM COSObject",
        "SELECT * FROM other",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM (SELECT * FROM COSObject)",
        "SELECT (SELECT 1) FROM COSObject",
        "SELECT read_text('/etc/passwd') FROM COSObject",
        "SELECT getenv('HOME') FROM COSObject",
        "SELECT a::INT FROM COSObject",
        "SELECT a || b FROM COSObject",
        "SELECT $1 FROM COSObject",
        "SELECT ? FROM COSObject",
        "SELECT 'open FROM COSObject",
        "SELECT a NOT b FROM COSObject",
        "SELECT CAST(a AS BLOB) FROM COSObject",
        "SELECT CAST(a AS DECIMAL(39)) FROM COSObject",
        "SELECT EXTRACT(century FROM a) FROM COSObject",
        "SELECT UPPER(a, b) FROM COSObject",
        "PRAGMA version",
        "ATTACH 'x' AS y",
        "COPY COSObject TO 'x'",
        "INSTALL httpfs",
        "SET memory_limit = '1TB'",
        "SELECT " + "(" * 70 + "1" + ")" * 70 + " FROM COSObject",
        "SELECT " + "+".join(["1"] * 500) + " FROM COSObject",
        "SELECT '" + "x" * 300_000 + "' FROM COSObject",
    ],
    ids=lambda text: text[:40],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(text)
    assert refused.value.code == "SQLParsingError"


@given(st.text(st.sampled_from("SELECT FROM COSObject s.a*,'\"()[]=<>-+/%; 1e_WHERELIMIT\n")))
def test_it_is_a_query_or_refused_whatever_it_is(text: str) -> None:
    try:
        parse(text)
    except Refusal as refused:
        assert refused.code == "SQLParsingError"  # noqa: PT017
