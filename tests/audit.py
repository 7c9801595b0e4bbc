"""`make audit`: whether there is a security advisory on a package in requirements.txt.

Not part of `make test`, whose outcome depends on the commit alone.
"""

import json
import subprocess
import sys

import pytest


def test_no_locked_package_has_a_known_vulnerability():
    command = ["--requirement", "requirements.txt", "--require-hashes", "--disable-pip", "--format", "json"]
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", *command, "--progress-spinner", "off", "--timeout", "10"],
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.startswith("{"):
        pytest.skip(f"nothing was audited: {done.stderr.strip().splitlines()[-1]}")
    packages = json.loads(done.stdout)["dependencies"]
    audited = [package for package in packages if "vulns" in package]
    if not audited:
        pytest.skip(f"nothing was audited: {packages[0]['skip_reason']}")
    found = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions'])}"
        for package in audited
        for flaw in package["vulns"]
    ]
    assert found == []
    print(f"{len(audited)} of {len(packages)} packages audited")
