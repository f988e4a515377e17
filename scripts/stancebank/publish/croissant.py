"""croissant.json: the published folder described for machines (MLCommons Croissant 1.0, with RAI).

One FileObject a Parquet file, with its hash, and one record set over it; a label column refers to a
small record set that lists its codes and names. Columns that are nested (spans, votes) are named in
the record set's description: Croissant's sources address plain columns of a table.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec
from datasets import ClassLabel, List, Value

from stancebank.publish.features import features
from stancebank.publish.prose import ABOUT, Published

CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that the specification of version 1.0 gives, which readers compare."""

CITATION = "StanceBank contributors: StanceBank, an annotated corpus of reporting on conflict."

TYPES = {"string": "sc:Text", "int64": "sc:Integer", "bool": "sc:Boolean"}

RESPONSIBLE = {
    "rai:dataCollection": "Articles handed over by the owner, and articles written for this "
    "corpus about invented conflicts; which is which stands in the column collection, who or what "
    "wrote an article in source.written_by.",
    "rai:dataCollectionType": ["Manual Human Curator", "Document analysis"],
    "rai:dataCollectionMissingData": "What is not known of an article (title, publisher, author, "
    "day) is null and not guessed.",
    "rai:dataCollectionRawData": "The raw file as received; its name and SHA-256 are in source.",
    "rai:dataPreprocessingProtocol": "Unicode NFC, one blank line between paragraphs, no control "
    "characters; every other change of the raw text is listed in the column repairs.",
    "rai:dataAnnotationProtocol": "schema/CODEBOOK.md of the repository: statements, stances and "
    "events by decision rules with examples. annotation.status is gold after two annotators who "
    "work apart and an adjudication, single after one annotator.",
    "rai:annotationsPerItem": "2 where annotation.status is gold, 1 where it is single; the column "
    "votes of the config stance counts them by label.",
    "rai:annotatorDemographics": "Not recorded; the config annotations names every annotator and "
    "says whether human or machine.",
    "rai:machineAnnotationTools": "Large language models; the config annotations says of every "
    "annotator whether human or machine.",
    "rai:dataBiases": "Few sources and one language so far; machine annotators share their model's "
    "habits, so that their agreement shows consistency and not validity.",
    "rai:dataLimitations": "A label says what one text says, not what is true of a conflict. Not "
    "for judging persons or states.",
    "rai:dataUseCases": "Stance detection, quotation attribution, event coding.",
    "rai:dataSocialImpact": "Makes reporting comparable by who is quoted with what; could be "
    "misread as evidence on real persons and wars, which it is not.",
    "rai:personalSensitiveInformation": "Real public figures in their public roles.",
    "rai:dataReleaseMaintenancePlan": "Versions by a written policy, with a changelog written from "
    "the comparison of releases; articles keep id and split; a withdrawn one leaves a tombstone.",
}
"""The responsible-AI fields of Croissant RAI 1.0 that can be answered of any release."""


def write(
    folder: Path,
    published: list[Published],
    version: str,
    licences: list[str],
    released: str | None = None,
) -> None:
    """Write croissant.json into the published folder.

    Args:
        folder: the published folder, its Parquet files written.
        published: what was written.
        version: the data version, major.minor.patch.
        licences: licence expressions of the articles in it.
        released: the day of that version (ISO 8601), if it is known.
    """
    labels: dict[str, dict[str, Any]] = {}
    distribution, sets = [], []
    for one in published:
        for path in one.files():
            name = f"{one.config}/{path.name}"
            distribution.append(_file_object(folder, path, name))
            sets.append(_record_set(one.config, path, name, labels))
    value = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.0",
            "http://mlcommons.org/croissant/RAI/1.0",
        ],
        "name": "StanceBank",
        "description": "Reporting on armed conflict and peace talks: who said what, where they "
        "stand, what happened.",
        "version": version,
        **({"datePublished": released} if released is not None else {}),
        "citeAs": CITATION,
        "license": [_licence_url(licence) for licence in licences],
        "isLiveDataset": False,
        **RESPONSIBLE,
        "distribution": distribution,
        "recordSet": [*labels.values(), *sets],
    }
    (folder / "croissant.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
    )


def _licence_url(licence: str) -> str:
    """An SPDX licence's page; other expressions as they are."""
    plain = licence.replace("-", "").replace(".", "").isalnum() and "LicenseRef" not in licence
    return f"https://spdx.org/licenses/{licence}.html" if plain else licence


def _file_object(folder: Path, path: Path, name: str) -> dict[str, Any]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": path.relative_to(folder).as_posix(),
        "contentSize": f"{path.stat().st_size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": digest,
    }


def _record_set(
    config: str, path: Path, file: str, labels: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """The plain columns of one file; label sets met on the way are added to `labels`."""
    name = f"{config}-{path.stem}"
    fields, nested = [], []
    for column, kind in features(config).items():
        field = _field(f"{name}/{column}", column, kind, file)
        if field is None:
            nested.append(column)
            continue
        if isinstance(kind, ClassLabel):
            key = f"labels-{config}-{column}"
            labels.setdefault(key, _label_set(key, kind))
            field["references"] = {"field": {"@id": f"{key}/code"}}
        fields.append(field)
    about = f"A row is {ABOUT[config]}."
    if nested:
        about += f" Nested columns, not described here: {', '.join(nested)}."
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": about,
        "key": {"@id": f"{name}/id"},
        "field": fields,
    }


def _field(identity: str, column: str, kind: Any, file: str) -> dict[str, Any] | None:
    """A plain column, or a list of plain values; None for a nested one."""
    inner = kind.feature if isinstance(kind, List) else kind
    if isinstance(inner, ClassLabel):
        data_type = "sc:Integer"
    elif isinstance(inner, Value):
        data_type = TYPES[inner.dtype]
    else:
        return None
    return {
        "@type": "cr:Field",
        "@id": identity,
        "name": column,
        "dataType": data_type,
        **({"repeated": True} if isinstance(kind, List) else {}),
        "source": {"fileObject": {"@id": file}, "extract": {"column": column}},
    }


def _label_set(key: str, kind: ClassLabel) -> dict[str, Any]:
    """The codes and names of a label column, as data."""
    return {
        "@type": "cr:RecordSet",
        "@id": key,
        "name": key,
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{key}/code"},
        "field": [
            {"@type": "cr:Field", "@id": f"{key}/code", "name": "code", "dataType": "sc:Integer"},
            {"@type": "cr:Field", "@id": f"{key}/name", "name": "name", "dataType": "sc:Text"},
        ],
        "data": [
            {f"{key}/code": code, f"{key}/name": name} for code, name in enumerate(kind.names)
        ],
    }
