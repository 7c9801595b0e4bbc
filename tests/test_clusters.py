"""What the profiles of clusters ask a cluster for, as far as that can be seen without one."""

import os
import subprocess

import kubernetes_validate
import pytest
import yaml

FAKE = """#!/bin/sh
echo "$@" >"$KUBE/asked"
test "$1" != create || cat >"$KUBE/manifest"
cat "$KUBE/answer"
exit "$(cat "$KUBE/status")"
"""


@pytest.fixture
def kubernetes(tmp_path):
    """Runs a script of the profile with a `kubectl` that answers as told; returns what the script printed."""
    (tmp_path / "kubectl").write_text(FAKE)
    (tmp_path / "kubectl").chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "KUBE": str(tmp_path)}

    def run(script, *arguments, answer="", status=0):
        (tmp_path / "answer").write_text(answer)
        (tmp_path / "status").write_text(str(status))
        command = [f"profiles/kubernetes/{script}", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    return run


@pytest.mark.parametrize("version", ["1.28", "1.33", "1.37"])
def test_a_job_of_kubernetes_fits_the_schema_and_asks_for_what_the_step_needs(kubernetes, tmp_path, version):
    name = "job.batch/lstm-attention-x7\n"
    assert kubernetes("submit", "2", "3000", "20", "/shared/check out/job 7.sh", answer=name) == name
    job = yaml.safe_load((tmp_path / "manifest").read_text())
    kubernetes_validate.validate(job, version, strict=True)
    assert job["spec"]["activeDeadlineSeconds"] == 1200
    [container] = job["spec"]["template"]["spec"]["containers"]
    assert container["command"] == ["sh", "/shared/check out/job 7.sh"]
    assert container["resources"]["requests"] == {"cpu": "2", "memory": "3000M"}
    assert container["volumeMounts"][0]["mountPath"] == container["workingDir"] == os.getcwd()
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(job | {"spec": {"backOffLimit": 0}}, version, strict=True)


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        ("lstm-attention-x7", 0, "running"),
        ("lstm-attention-x7SuccessCriteriaMet Complete", 0, "success"),
        ("lstm-attention-x7FailureTarget Failed", 0, "failed"),
        ("", 0, "failed"),  # deleted
        ("", 1, "running"),  # the server does not answer
    ],
)
def test_the_status_of_a_job_of_kubernetes(kubernetes, answer, status, says):
    assert kubernetes("status", "job.batch/x", answer=answer, status=status) == says + "\n"
