"""Reports as a table for a terminal, as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from stancebank.learn.curve import Point
from stancebank.learn.evaluate import BY, Report

TITLES = {
    "macro_f1": "macro-F1",
    "favor_against_f1": "mean F1 of favor and against",
    "polarity_micro_f1": "micro-F1 of polarity",
    "accuracy": "accuracy",
}


def shown(report: Report, points: Sequence[Point] | None, form: str) -> str:
    """What `stancebank evaluate` prints.

    Args:
        report: on the model.
        points: of the learning curve, if there is one.
        form: table, markdown or json.
    """
    if form == "json":
        curve = {} if points is None else {"curve": [vars(one) for one in points]}
        return json.dumps(as_json(report) | curve, ensure_ascii=False, indent=1) + "\n"
    told = as_markdown(report, everything=form == "markdown")
    return told + ("\n" + curve_as_markdown(points, report.objective) if points else "")


def as_json(report: Report) -> dict[str, Any]:
    """Every figure, by name."""
    return {
        **report.scores,
        "n": report.n,
        "stories": report.groups,
        "intervals": report.intervals,
        "per_label": report.per_label,
        **{f"per_{column}": report.by[column] for column in BY if report.by.get(column)},
        "labels": list(report.names),
        "objective": report.objective,
        "confusion": report.confusion.tolist(),
        "calibration_error": report.calibration_error,
        "reliability": report.reliability,
        "baselines": report.baselines,
        "votes": report.votes,
    }


def as_markdown(report: Report, everything: bool = True) -> str:
    """The report as tables in Markdown; readable in a terminal too."""
    parts = [_scores(report), _labels(report)]
    if report.baselines:
        parts.append(_baselines(report))
    if everything:
        parts += [_by(report, column) for column in BY if len(report.by.get(column, {})) > 1]
        parts.append(_confusion(report))
    return "\n".join(parts)


def curve_as_markdown(points: Sequence[Point], objective: str) -> str:
    """A learning curve as a table."""
    lines = [["stories", "pairs", TITLES[objective], "95 % interval"]]
    for one in points:
        found = None if one.low is None or one.high is None else (one.low, one.high)
        figures = [f"{one.stories:,}", f"{one.pairs:,}", f"{one.score:.3f}"]
        lines.append([*figures, interval(found)])
    return table(lines)


def interval(found: tuple[float, float] | None, sign: str = "") -> str:
    """An interval in words, a dash for none."""
    return "–" if found is None else f"{found[0]:{sign}.3f} to {found[1]:{sign}.3f}"


def _scores(report: Report) -> str:
    lines = [["score", "value", "95 % interval"]]
    for name, title in TITLES.items():
        if name in report.scores:
            lines.append([title, f"{report.scores[name]:.3f}", interval(report.intervals[name])])
    if report.calibration_error is not None:
        lines.append(["calibration error", f"{report.calibration_error:.3f}", ""])
    if report.votes:
        lines.append(["distance from votes", f"{report.votes['distance']:.3f}", ""])
    few = ", too few for intervals" if None in report.intervals.values() else ""
    return f"{report.n:,} pairs of {report.groups:,} stories{few}\n\n{table(lines)}"


def _labels(report: Report) -> str:
    lines = [["label", "precision", "recall", "F1", "pairs"]]
    for name, one in report.per_label.items():
        figures = [f"{one[key]:.3f}" for key in ("precision", "recall", "f1")]
        lines.append([name, *figures, f"{int(one['n']):,}"])
    return table(lines)


def _baselines(report: Report) -> str:
    title = TITLES[report.objective]
    lines = [["beside it", title, "model is above by", "95 % interval"]]
    for name, one in report.baselines.items():
        gap = f"{one['model_above']:+.3f}"
        figure = f"{one[report.objective]:.3f}"
        lines.append([name, figure, gap, interval(one["interval"], "+")])
    return table(lines)


def _by(report: Report, column: str) -> str:
    lines = [[column, "macro-F1", "accuracy", "pairs"]]
    for name, one in report.by[column].items():
        lines.append([name, f"{one['macro_f1']:.3f}", f"{one['accuracy']:.3f}", f"{one['n']:,}"])
    return table(lines)


def _confusion(report: Report) -> str:
    lines = [["gold \\ found", *report.names]]
    for name, row in zip(report.names, report.confusion.tolist(), strict=True):
        lines.append([name, *(f"{one:,}" for one in row)])
    return table(lines)


def table(lines: list[list[str]]) -> str:
    """A Markdown table with its columns aligned; the first one left, the others right."""
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    shown = [
        "| "
        + " | ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in lines
    ]
    rule = ["-" * widths[0], *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    return "\n".join([shown[0], f"| {' | '.join(rule)} |", *shown[1:]]) + "\n"
