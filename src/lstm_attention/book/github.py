"""The project's repository on GitHub, if there is one: Binder and Colab fetch notebooks from there.

The Snakefile calls this at every start, so only the standard library is imported here.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

NAME = r"[\w.-]+/[\w.-]+?"
ORIGIN = re.compile(rf"(?:^|//|@)(?:ssh\.)?github\.com(?::\d+)?[:/]+({NAME})(?:\.git)?/?$")
"""Addresses that git accepts, by https and by ssh. The part before the host may be a password."""


def github_repository() -> str | None:
    """Return `owner/name` on GitHub: of the running workflow, or else of this clone's `origin`.

    Nothing else of the origin's address is kept. A folder that is not a clone has none, even inside another
    clone.
    """
    workflow = os.environ.get("GITHUB_REPOSITORY", "")
    if re.fullmatch(NAME, workflow):
        return workflow
    if not shutil.which("git"):
        return None
    asked = subprocess.run(
        ["git", "config", "--get", "remote.origin.url"],
        env=os.environ | {"GIT_CEILING_DIRECTORIES": str(Path.cwd().parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    found = ORIGIN.search(asked.stdout.strip())
    return found[1] if found else None
