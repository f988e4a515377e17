"""What a release kept back, counted for its card."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from stancebank.publish.licences import reason
from stancebank.publish.rights import CONTEXT_WORDS, MAX_POINTS, MAX_SHARE, Shown
from stancebank.record import Article


@dataclass
class Tally:
    """What a release kept back, for its card."""

    public: bool
    articles: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    published: Counter[str] = field(default_factory=Counter)
    licences: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, article: Article, shown: Shown) -> None:
        """Count one article."""
        self.articles[shown.policy] += 1
        self.points[shown.policy] += len(shown.text)
        self.published[shown.policy] += shown.points
        self.licences[article.rights.license, shown.policy] += 1

    def take(self, other: Tally) -> None:
        """Add another tally."""
        for name in ("articles", "points", "published", "licences"):
            getattr(self, name).update(getattr(other, name))

    def lines(self) -> list[str]:
        """The block of the card on what was kept back, as Markdown lines."""
        lines = [
            "| text | articles | code points | of them published |",
            "|---|---:|---:|---:|",
            *(
                f"| {policy} | {self.articles[policy]:,} | {self.points[policy]:,} | "
                f"{self.published[policy]:,} |"
                for policy in ("full", "excerpt", "none")
            ),
            "",
            f"`excerpt`: marked spans with up to {CONTEXT_WORDS} words on either side, in all at "
            f"most {MAX_SHARE:.0%} of an article and {MAX_POINTS:,} code points; a span that does "
            "not fit keeps its offsets and has no words. `none`: offsets and hashes. "
            "`stancebank rehydrate` fills in the rest from copies of your own.",
        ]
        if self.public:
            lines += ["", "| licence | text | articles | why |", "|---|---|---:|---|"]
            lines += [
                f"| `{name}` | {policy} | {count:,} | {reason(name)} |"
                for (name, policy), count in sorted(self.licences.items())
            ]
        return lines
