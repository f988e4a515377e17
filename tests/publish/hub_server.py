"""A Hub on loopback for tests: the calls that huggingface_hub and datasets make for a dataset.

No emulator of the Hub was found on PyPI, so this one is ours. Emulated: creating a repository,
its info, tree, paths and refs, validate-yaml, preupload (Parquet is LFS, the rest regular), the
LFS batch with single-part upload, atomic commits with a parent check, tags, and `resolve`; tokens
(one writes, one only reads) and owners. Contents are kept by SHA-256 and commits as whole trees,
in memory. Not emulated: Xet (clients run with HF_HUB_DISABLE_XET=1), multi-part
upload, pull requests, branches besides main, redirects to a store, the dataset viewer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

WRITES, READS = "hf_test_writes", "hf_test_reads"


@dataclass
class Repository:
    private: bool
    commits: dict[str, dict[str, str]] = field(default_factory=dict)  # commit → path → sha256
    tags: dict[str, str] = field(default_factory=dict)
    head: str = ""


@dataclass
class Hub:
    """State of the server; `log` has every request, `fail` says how to treat the next uploads."""

    repositories: dict[str, Repository] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    refuse_uploads_after: int | None = None
    busy: int = 0  # so many commits are answered with 503
    refuse: dict[str, tuple[int, str]] = field(default_factory=dict)  # part of a path → once that
    race: bool = False  # somebody else commits while the next push is on its way

    def __enter__(self) -> Hub:
        handler = type("Handler", (_Handler,), {"hub": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.endpoint = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def files(self, name: str) -> dict[str, bytes]:
        repository = self.repositories[name]
        return {
            path: self.blobs[blob] for path, blob in repository.commits[repository.head].items()
        }

    def keep(self, content: bytes) -> str:
        blob = hashlib.sha256(content).hexdigest()
        self.blobs[blob] = content
        return blob

    def commit(self, repository: Repository, tree: dict[str, str]) -> str:
        content = json.dumps([repository.head, tree, len(repository.commits)])
        repository.head = hashlib.sha1(content.encode()).hexdigest()
        repository.commits[repository.head] = tree
        return repository.head


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        self.answer()

    do_HEAD = do_POST = do_PUT = do_GET

    def answer(self) -> None:
        self.url = urlsplit(self.path)
        self.where = unquote(self.url.path)
        self.content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.hub.log.append(f"{self.command} {self.where}")
        for part in [part for part in self.hub.refuse if part in self.where]:
            status, message = self.hub.refuse.pop(part)
            return self.error(status, message=message)
        for pattern, call in ROUTES:
            if match := re.fullmatch(pattern, f"{self.command} {self.where}"):
                return call(self, *match.groups())
        return self.error(404, "EntryNotFound")

    def reply(self, value: Any, status: int = 200, **headers: str) -> None:
        content = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        if not isinstance(value, bytes):
            self.send_header("Content-Type", "application/json")
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def error(self, status: int, code: str = "", message: str = "refused") -> None:
        self.reply({"error": message}, status, X_Error_Code=code, X_Error_Message=message)

    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def token(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def repository(self, name: str, write: bool = False) -> Repository | None:
        """The repository, or None after the answer of refusal was sent."""
        found = self.hub.repositories.get(name)
        if write and self.token != WRITES:
            self.error(403 if self.token == READS else 401)
        elif found is None or (found.private and self.token not in (WRITES, READS)):
            self.error(404 if self.token else 401, "RepoNotFound")
        else:
            return found
        return None

    def tree(self, repository: Repository, revision: str) -> dict[str, str] | None:
        tree = repository.commits.get(self.revision(repository, revision))
        if tree is None:
            self.error(404, "RevisionNotFound")
        return tree

    @staticmethod
    def revision(repository: Repository, name: str) -> str:
        return repository.head if name == "main" else repository.tags.get(name, name)

    def create(self) -> None:
        if self.token != WRITES:
            return self.error(403 if self.token == READS else 401)
        asked = self.json()
        name = f"{asked['organization']}/{asked['name']}"
        if asked["organization"] != "acme":
            return self.error(403, message="You don't have the rights to create a dataset there")
        if name in self.hub.repositories:
            return self.reply({"error": "exists", "url": f"{self.hub.endpoint}/{name}"}, 409)
        private = asked.get("visibility") == "private" or bool(asked.get("private"))
        made = self.hub.repositories[name] = Repository(private)
        attributes = self.hub.keep(b"*.parquet filter=lfs diff=lfs merge=lfs -text\n")
        self.hub.commit(made, {".gitattributes": attributes})
        return self.reply({"url": f"{self.hub.endpoint}/datasets/{name}", "id": name, "name": name})

    def info(self, name: str, revision: str | None) -> None:
        if (found := self.repository(name)) and (tree := self.tree(found, revision or "main")):
            sha = self.revision(found, revision or "main")
            self.reply(
                {
                    "_id": "0", "id": name, "author": "acme", "sha": sha, "private": found.private,
                    "gated": False, "disabled": False, "tags": [], "downloads": 0, "likes": 0,
                    "siblings": [{"rfilename": path} for path in tree],
                }
            )  # fmt: skip

    def entries(self, tree: dict[str, str]) -> list[dict[str, Any]]:
        folders = {
            "/".join(path.split("/")[:depth])
            for path in tree
            for depth in range(1, path.count("/") + 1)
        }
        found: list[dict[str, Any]] = [
            {"type": "directory", "path": path, "oid": "0" * 40, "size": 0}
            for path in sorted(folders)
        ]
        for path, blob in sorted(tree.items()):
            content = self.hub.blobs[blob]
            header = b"blob %d\0" % len(content)
            entry: dict[str, Any] = {"type": "file", "path": path, "size": len(content)}
            entry["oid"] = hashlib.sha1(header + content).hexdigest()
            if path.endswith(".parquet"):
                entry["lfs"] = {"oid": blob, "size": len(content), "pointerSize": 130}
            found.append(entry)
        return found

    def list_tree(self, name: str, revision: str, folder: str | None) -> None:
        if not (found := self.repository(name)) or (tree := self.tree(found, revision)) is None:
            return None
        deep = parse_qs(self.url.query).get("recursive", ["false"])[0].lower() == "true"
        start = f"{folder}/" if folder else ""
        inside = [one for one in self.entries(tree) if one["path"].startswith(start)]
        if folder and not inside:
            return self.error(404, "EntryNotFound")
        return self.reply([one for one in inside if deep or "/" not in one["path"][len(start) :]])

    def paths_info(self, name: str, revision: str) -> None:
        if (found := self.repository(name)) and (tree := self.tree(found, revision)) is not None:
            form = parse_qs(self.content.decode())
            try:
                paths = self.json()["paths"]
            except ValueError:
                paths = form.get("paths", [])
            paths = [paths] if isinstance(paths, str) else paths
            self.reply([one for one in self.entries(tree) if one["path"] in paths])

    def refs(self, name: str) -> None:
        if found := self.repository(name):
            tags = [
                {"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": commit}
                for tag, commit in found.tags.items()
            ]
            main = {"name": "main", "ref": "refs/heads/main", "targetCommit": found.head}
            self.reply({"branches": [main], "converts": [], "tags": tags})

    def validate(self) -> None:
        self.reply({"errors": [], "warnings": []})

    def preupload(self, name: str) -> None:
        if found := self.repository(name, write=True):
            tree = found.commits[found.head]
            if self.hub.race:
                self.hub.race = False
                self.hub.commit(found, {**tree, "other.md": self.hub.keep(b"theirs")})
            modes = [
                {
                    "path": one["path"],
                    "uploadMode": "lfs" if one["path"].endswith(".parquet") else "regular",
                    "shouldIgnore": False,
                    "oid": tree.get(one["path"]),
                }
                for one in self.json()["files"]
            ]
            self.reply({"files": modes})

    def batch(self, name: str) -> None:
        if self.repository(name, write=True):
            objects = []
            for one in self.json()["objects"]:
                upload = {"href": f"{self.hub.endpoint}/lfs/{one['oid']}", "header": {}}
                there = one["oid"] in self.hub.blobs
                objects.append({**one, **({} if there else {"actions": {"upload": upload}})})
            self.reply({"transfer": "basic", "objects": objects})

    def upload(self, oid: str) -> None:
        left = self.hub.refuse_uploads_after
        if left is not None and left <= 0:
            return self.error(403, message="the test stops uploads here")
        if left is not None:
            self.hub.refuse_uploads_after = left - 1
        good = hashlib.sha256(self.content).hexdigest() == oid
        if good:
            self.hub.keep(self.content)
        return self.reply({}, 200 if good else 400)

    def commit(self, name: str) -> None:
        if not (found := self.repository(name, write=True)):
            return None
        if self.hub.busy:
            self.hub.busy -= 1
            return self.error(503, message="busy")
        tree = dict(found.commits[found.head])
        for line in self.content.splitlines():
            item = json.loads(line)
            value = item["value"]
            if item["key"] == "header" and value.get("parentCommit", found.head) != found.head:
                return self.error(412)
            if item["key"] == "file":
                tree[value["path"]] = self.hub.keep(base64.b64decode(value["content"]))
            elif item["key"] == "lfsFile":
                if value["oid"] not in self.hub.blobs:
                    return self.error(400, message="this object was not uploaded")
                tree[value["path"]] = value["oid"]
            elif item["key"] == "deletedFile":
                del tree[value["path"]]
        oid = self.hub.commit(found, tree)
        return self.reply({"success": True, "commitOid": oid, "commitUrl": f"{name}/commit/{oid}"})

    def tag(self, name: str, revision: str) -> None:
        if found := self.repository(name, write=True):
            wanted = self.json()["tag"]
            if wanted in found.tags:
                return self.error(409)
            found.tags[wanted] = self.revision(found, revision)
            self.reply({})
        return None

    def resolve(self, name: str, revision: str, path: str) -> None:
        if not (found := self.repository(name)) or (tree := self.tree(found, revision)) is None:
            return None
        commit = self.revision(found, revision)
        if path not in tree:
            return self.error(404, "EntryNotFound")
        content, status, more = self.hub.blobs[tree[path]], 200, {}
        if match := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
            first, last = int(match[1]), min(int(match[2] or len(content) - 1), len(content) - 1)
            more = {"Content_Range": f"bytes {first}-{last}/{len(content)}"}
            content, status = content[first : last + 1], 206
        return self.reply(content, status, X_Repo_Commit=commit, ETag=f'"{tree[path]}"', **more)


_N = r"([^/]+/[^/]+)"
ROUTES = [
    (r"POST /api/repos/create", _Handler.create),
    (r"POST /api/validate-yaml", _Handler.validate),
    (rf"GET /api/datasets/{_N}(?:/revision/(.+))?", _Handler.info),
    (rf"GET /api/datasets/{_N}/tree/([^/]+)(?:/(.+))?", _Handler.list_tree),
    (rf"POST /api/datasets/{_N}/paths-info/([^/]+)", _Handler.paths_info),
    (rf"GET /api/datasets/{_N}/refs", _Handler.refs),
    (rf"POST /api/datasets/{_N}/preupload/main", _Handler.preupload),
    (rf"POST /datasets/{_N}\.git/info/lfs/objects/batch", _Handler.batch),
    (r"PUT /lfs/([0-9a-f]{64})", _Handler.upload),
    (rf"POST /api/datasets/{_N}/commit/main", _Handler.commit),
    (rf"POST /api/datasets/{_N}/tag/([^/]+)", _Handler.tag),
    (rf"(?:GET|HEAD) /datasets/{_N}/resolve/([^/]+)/(.+)", _Handler.resolve),
]
