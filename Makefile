# Each target calls a command. Only the set-up of .venv, which they all need, is done here.
.DEFAULT_GOAL := report
COMMANDS := report pdf plan sweep verify predict notebook compare serve profiles parameters controls
.PHONY: help $(COMMANDS) lab test soak coverage fuzz mutants audit bench lock clean-old clean

# Commands get variables through the environment, exactly as typed: make would expand a `$`.
VARIABLES := PROFILE SET CLUSTER CORPUS TEXT LABEL NB CODE FORM A B C OVER MODELS POINTS DRAW DRAW_SEED
$(foreach name,$(VARIABLES),$(eval override $(name) := $$(value $(name))))
export $(VARIABLES)
# Files and pipes hold UTF-8 in any locale.
export PYTHONUTF8 := 1
# Kernels, fonts and LaTeX keep files in the home directory; if that is not writable, in build/.
export HOME := $(shell test -w "$$HOME" && echo "$$HOME" || { mkdir -p build/.home && echo "$$PWD/build/.home"; })

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

help:  ## this list of targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

report:  ## the report: build/quick/html/index.html
pdf:  ## the report as a PDF: build/quick/report.pdf; needs LaTeX
plan:  ## what `make report` would run, why, and for how long
sweep:  ## results over parameters: OVER="max_tokens=[50,200]"
verify:  ## whether numbers, pages, code, parameters and corpus agree
predict:  ## the classes of a text: TEXT="..."
notebook:  ## one notebook as a file to send: NB=compare CODE=shown FORM=pdf
compare:  ## two or three reports side by side: A=quick B=full
serve:  ## the report in a browser: http://localhost:8000
profiles:  ## all profiles, for use as PROFILE=full
parameters:  ## all parameters, for use as SET="epochs=3 seeds=[0,1]"
controls:  ## the report's code on corpora whose correct results are known
$(COMMANDS): .venv/ready
	@$(BIN)/lstm-attention $@

lab: .venv/lab  ## the notebooks in JupyterLab
	@cd book/notebooks && ../../$(BIN)/jupyter lab

test: .venv/ready  ## the checks of every change, with a tiny report from end to end
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . && $(BIN)/python -m pytest -n 2

soak: .venv/ready  ## the checks that take an hour
	@$(BIN)/python -m pytest -m soak -rP

coverage: .venv/ready  ## how much of the code the checks run
	@rm -rf build/tiny && $(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest && $(BIN)/coverage combine --quiet && $(BIN)/coverage report

fuzz: .venv/ready  ## checks with random documents and bytes
	@$(BIN)/python -m pytest -q -m hypothesis --hypothesis-profile fuzz
	@$(BIN)/python tests/fuzz_readers.py -max_total_time=600

mutants: .venv/ready  ## whether the checks notice changes to the code
	@$(BIN)/mutmut run && $(BIN)/mutmut results

audit: .venv/ready  ## security advisories on the locked packages
	@$(BIN)/python -m pytest -q -rs tests/audit.py

bench: .venv/ready  ## speed and memory, compared with the published recipe
	@$(BIN)/python benchmarks/bench.py

lock: .venv/ready  ## requirements.txt, from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --extra test pyproject.toml --output-file requirements.txt

clean-old: .venv/ready  ## remove files from build/ that no current report uses
	@$(BIN)/lstm-attention clean

clean:  ## remove build/ and .venv/
	rm -rf build .venv

.DEFAULT:
	@echo "There is no target $@. The targets are:" >&2 && $(MAKE) --no-print-directory help >&2 && exit 2

# .venv holds absolute paths, and .venv/ready says where it was made. In a folder that was copied, moved or renamed,
# it would run the code of another folder.
export MADE := $(shell cat .venv/ready 2>/dev/null)
ifneq ($(MADE),$(realpath .venv))
export ELSEWHERE := $(MADE:/.venv=)
.PHONY: .venv/ready
endif

# One make at a time: a second one waits, and then finds everything done. A half-made .venv is made again.
.venv/ready: requirements.txt requirements-data.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed, and none was found; if it is elsewhere, set PYTHON=/path/to/python3."; exit 1; }
	@test -w . || { echo "$$PWD is not writable: run \`make .venv/ready\` once as a user who may write here; after that, only build/ must be writable."; exit 1; }
ifndef LOCKED
	@$(PYTHON) -c 'import fcntl, subprocess, sys; lock = open(".venv-lock", "w"); fcntl.flock(lock, fcntl.LOCK_EX); \
		sys.exit(subprocess.call(sys.argv[1:], pass_fds=[lock.fileno()]))' $(MAKE) --silent --no-print-directory LOCKED=1 $@
else
	@echo "Setting up .venv$${ELSEWHERE:+ again, as it was made for $$ELSEWHERE,} with $$($(PYTHON) --version): about a minute, about 3 GB."
	@test "$$MADE" = "$$(cd .venv 2>/dev/null && pwd -P)" && rm -f $@ || rm -rf .venv
	@# Colab's Python, and Debian's without python3-venv, cannot install pip into an environment, but have their own.
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv .venv; \
	else $(PYTHON) -m venv --without-pip .venv && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps "$$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements.txt)"
	@$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements.txt
	@$(BIN)/uv pip install --quiet --require-hashes --no-deps --python $(BIN)/python -r requirements-data.txt
	@$(BIN)/uv pip install --quiet --no-deps --python $(BIN)/python --editable .
	@cd .venv && pwd -P > ready
endif

# Add JupyterLab, which no report needs, to the locked packages.
.venv/lab: .venv/ready
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --constraints requirements.txt --requirements pyproject.toml --extra lab
	@touch $@
