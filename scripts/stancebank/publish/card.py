"""README.md of the published folder: the dataset card with `configs` and `dataset_info`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from datasets import DatasetInfo, SplitDict, SplitInfo
from datasets.info import DatasetInfosDict
from huggingface_hub import DatasetCard, DatasetCardData

from stancebank import schema
from stancebank.publish.features import CONFIGS, features
from stancebank.publish.parquet import content_hash
from stancebank.publish.prose import ABOUT, Published, body

__all__ = ["Published", "card_data", "size_category", "write"]

BESIDE = ("labels.svg", "DATASHEET.md", "CITATION.cff")
"""Files the card points to, if they are there."""


def write(
    folder: Path,
    published: list[Published],
    version: str,
    languages: list[str],
    annotators: list[str],
    rights: list[str] | None = None,
) -> None:
    """Write README.md into the folder that holds `data/`, after the other documents.

    Args:
        folder: the published folder.
        published: one entry a config, in the order of CONFIGS.
        version: of the data, major.minor.patch.
        languages: BCP 47 tags of the texts.
        annotators: the Hub's words for who annotated: expert-generated, machine-generated.
        rights: Markdown lines on how much of the texts is in it.
    """
    data = card_data(folder, published, version, languages, annotators)
    front = yaml.safe_load(data.to_yaml())
    for error in schema.explainer("card").iter_errors(front):
        # Of our own making, so a defect of ours; better no release than a card nobody can read.
        where = "/".join(map(str, error.absolute_path))
        raise ValueError(f"front matter of the card, {where}: {error.message[:200]}")
    card = DatasetCard(f"---\n{data.to_yaml()}\n---\n")
    beside = [name for name in BESIDE if (folder / name).is_file()]
    card.text = body(published, version, annotators, rights or [], beside)
    content = str(card.content).rstrip() + "\n"
    (folder / "README.md").write_bytes(content.encode("utf-8"))


def card_data(
    folder: Path,
    published: list[Published],
    version: str,
    languages: list[str],
    annotators: list[str],
) -> DatasetCardData:
    """The machine-readable front matter.

    `datasets` keys its cache by this text alone, so each config carries a hash of its content in
    its description: without it, a rebuilt folder would go on serving the old rows.
    """
    rows = sum(count for one in published for count, _, _ in one.splits.values())
    data = DatasetCardData(
        language=languages,
        license="other",
        license_name="per-record",
        license_link="https://spdx.org/licenses/",
        pretty_name="StanceBank",
        annotations_creators=annotators,
        version=version,
        size_categories=[size_category(rows)],
        task_categories=["text-classification", "token-classification"],
        task_ids=["multi-class-classification", "multi-input-text-classification"],
        tags=["stance-detection", "quotation-attribution", "event-coding", "plover", "news"],
        configs=[_config(folder, one) for one in published],
    )
    infos = DatasetInfosDict({one.config: _info(one) for one in published})
    infos.to_dataset_card_data(data)
    return data


def _config(folder: Path, one: Published) -> dict[str, Any]:
    return {
        "config_name": one.config,
        "description": f"A row is {ABOUT[one.config]}. Content {content_hash(one.files())[:16]}.",
        "data_files": [
            {"split": split, "path": f"data/{one.config}/{split}-*"} for split in one.splits
        ],
        **({"default": True} if one.config == CONFIGS[0] else {}),
    }


def _info(one: Published) -> DatasetInfo:
    splits = SplitDict()
    for name, (rows, size, _) in one.splits.items():
        splits.add(SplitInfo(name=name, num_bytes=size, num_examples=rows))
    return DatasetInfo(
        config_name=one.config,
        features=features(one.config),
        splits=splits,
        download_size=sum(path.stat().st_size for path in one.files()),
        dataset_size=sum(size for _, size, _ in one.splits.values()),
    )


def size_category(rows: int) -> str:
    """The Hub's size class of a number of rows."""
    for limit, name in ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K")):
        if rows < limit:
            return name
    return "100K<n<1M" if rows < 1_000_000 else "1M<n<10M"
