"""JUnit XML: a test case a file, failed by its errors; warnings are its output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree

from stancebank.check.work import Result

# XML 1.0 cannot carry these, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def lines_junit(result: Result) -> Iterator[str]:
    """The report as XML text; clean files are counted and not listed."""
    by_file = {file: list(found) for file, found in groupby(result.findings, lambda one: one.file)}
    failed = sum(any(one.severity == "error" for one in found) for found in by_file.values())
    suite = ElementTree.Element(
        "testsuite", name="stancebank validate", tests=str(result.files), failures=str(failed)
    )
    for file, found in by_file.items():
        case = ElementTree.SubElement(suite, "testcase", classname="stancebank", name=file)
        lines: dict[str, list[str]] = {"error": [], "warning": []}
        for one in found:
            line = f"{one.line}:{one.column}: {one.code} {one.message}; {one.hint}"
            lines[one.severity].append(_NOT_XML.sub("\ufffd", line))
        if lines["error"]:
            head = f"{len(lines['error'])} errors"
            failure = ElementTree.SubElement(case, "failure", message=head, type="error")
            failure.text = "\n".join(lines["error"])
        if lines["warning"]:
            ElementTree.SubElement(case, "system-out").text = "\n".join(lines["warning"])
    clean = result.files - len(by_file)
    if clean > 0:
        name = f"{clean} clean files"
        ElementTree.SubElement(suite, "testcase", classname="stancebank", name=name)
    suites = ElementTree.Element("testsuites", tests=str(result.files), failures=str(failed))
    suites.set("errors", "0")
    suite.set("errors", "0")
    suites.append(suite)
    ElementTree.indent(suites)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield ElementTree.tostring(suites, encoding="unicode")
