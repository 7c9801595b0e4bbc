# The door: each target hands over to a command of the project.
.DEFAULT_GOAL := report
.PHONY: report pdf verify notebook compare test soak coverage fuzz mutants audit bench predict serve lock clean-old clean
PROFILE ?= quick
SET ?=
CLUSTER ?=
CODE ?= hidden
FORM ?= html
export PROFILE SET CLUSTER CORPUS TEXT LABEL NB CODE FORM A B C

# In any locale, files and pipes hold UTF-8.
export PYTHONUTF8 := 1
# Kernels, fonts and LaTeX keep files at home; where that cannot be written, in build/.
export HOME := $(shell test -w "$$HOME" && echo "$$HOME" || { mkdir -p build/.home && echo "$(CURDIR)/build/.home"; })

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

report: .venv/ready
	@$(BIN)/python -m lstm_attention.commands.report html "$$PROFILE" "$$SET" "$$CLUSTER" "$$CORPUS" "$$TEXT" "$$LABEL"

pdf: .venv/ready
	@$(BIN)/python -m lstm_attention.commands.report pdf "$$PROFILE" "$$SET" "$$CLUSTER" "$$CORPUS" "$$TEXT" "$$LABEL"

verify: .venv/ready
	@$(BIN)/python -m lstm_attention.commands.verify "$$PROFILE" "$$SET" "$$CORPUS" "$$TEXT" "$$LABEL"

test: .venv/ready
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@$(BIN)/python -m pytest

soak: .venv/ready
	@$(BIN)/python -m pytest -m soak -rP

coverage: .venv/ready
	@rm -rf build/tiny build/own && $(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest && $(BIN)/coverage combine --quiet && $(BIN)/coverage report

fuzz: .venv/ready
	@$(BIN)/python -m pytest -q -m hypothesis --hypothesis-profile fuzz
	@$(BIN)/python tests/fuzz_readers.py -max_total_time=600

mutants: .venv/ready
	@$(BIN)/mutmut run && $(BIN)/mutmut results

audit: .venv/ready
	@$(BIN)/python -m pytest -q -rs tests/audit.py

notebook: .venv/ready
	@$(BIN)/python -m lstm_attention.book.single "build/$$PROFILE" "$$NB" "$$CODE" "$$FORM"

compare: .venv/ready
	@$(BIN)/python -m lstm_attention.book.comparison "$$A" "$$B" "$$C"

bench: .venv/ready
	@$(BIN)/python benchmarks/bench.py

predict: .venv/ready
	@TF_CPP_MIN_LOG_LEVEL=3 $(BIN)/python -m lstm_attention.commands.predict "build/$$PROFILE" "$$TEXT"

serve: .venv/ready
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory "build/$$PROFILE/html" 8000

lock: .venv/ready
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --extra test pyproject.toml --output-file requirements.txt

clean-old: .venv/ready
	@$(BIN)/python -m lstm_attention.commands.clean

clean:
	rm -rf build .venv

# One make at a time: of two, the second waits, and then finds all done. A half-made .venv is made anew.
.venv/ready: requirements.txt requirements-data.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed, and none was found."; exit 1; }
	@test -w . || { echo "$(CURDIR) cannot be written: run \`make .venv/ready\` where it can; then only build/ is written."; exit 1; }
ifndef LOCKED
	@$(PYTHON) -c 'import fcntl, subprocess, sys; lock = open(".venv-lock", "w"); fcntl.flock(lock, fcntl.LOCK_EX); \
		sys.exit(subprocess.call(sys.argv[1:], pass_fds=[lock.fileno()]))' $(MAKE) --silent --no-print-directory LOCKED=1 $@
else
	@echo "Setting up .venv with $$($(PYTHON) --version): about a minute, about 3 GB."
	@test -e $@ && rm $@ || rm -rf .venv
	@# Colab's Python, and Debian's without python3-venv, cannot put pip into an environment, but have one of their own.
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv .venv; \
	else $(PYTHON) -m venv --without-pip .venv && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps "$$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements.txt)"
	@$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements.txt
	@$(BIN)/uv pip install --quiet --require-hashes --no-deps --python $(BIN)/python -r requirements-data.txt
	@$(BIN)/uv pip install --quiet --no-deps --python $(BIN)/python --editable .
	@touch $@
endif
