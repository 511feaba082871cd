# The two commands of the README are `make start` and `make test`. Only Python 3.11 or newer is needed beforehand.
.PHONY: start test proof bench lint lock base dev
PART ?= 1/1
# Containers often forbid bytecode; then each of our many processes would compile all of Django again, seconds each.
unexport PYTHONDONTWRITEBYTECODE

start: base
	@YAKUBA_DIE_WITH_PARENT=1 exec .venv/bin/yakuba start

test: dev
	@.venv/bin/python tools/test.py

proof: dev
	@.venv/bin/python tools/proof.py --part $(PART) $(PROOF)

bench: dev
	@.venv/bin/yakuba bench --out docs/benchmarks.json

lint: dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

lock:
	@tools/lock

base:
	@tools/environment base

dev:
	@tools/environment dev
