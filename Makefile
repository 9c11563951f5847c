# The commands of a newcomer: `make demo` and `make test` install what they need from uv.lock first.
UV_VERSION := 0.13.9
PYTHON ?= python3.11
UV := .tools/bin/uv
RUN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install demo test lint lock clean eval bench bench-alerts bench-collect bench-incidents bench-growth learn-incidents fuzz train

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

$(UV):
	@command -v $(PYTHON) >/dev/null || { echo "tocsin needs $(PYTHON) (set PYTHON=... to another 3.11 or 3.12)"; exit 1; }
	@$(PYTHON) -m venv .tools
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) 2>.tools/pip.log || { cat .tools/pip.log; exit 1; }

.venv/.installed: $(UV) uv.lock pyproject.toml
	@echo "Installing from uv.lock ..."
	@$(UV) sync --frozen --quiet --python $(PYTHON)
	@touch $@

install: .venv/.installed ## install everything from uv.lock into .venv

demo: install ## serve the bundled newsroom, monitor it, report
	@$(RUN)/tocsin demo

test: install ## run the tests, ruff, mypy and the import-direction check
	@$(RUN)/python -m pytest

lint: install ## ruff and mypy alone
	@$(RUN)/ruff check . && $(RUN)/ruff format --check . && $(RUN)/mypy

lock: $(UV) ## renew uv.lock after a change of pyproject.toml
	@$(UV) lock

CORPORA ?= ../shared/corpora
# The scorers need numpy and scipy, which the product does not: uv brings them for the run, or SCORER names a Python that has them.
SCORER ?= $(UV) run --quiet --no-project --python $(RUN)/python --with numpy --with scipy python
eval: install ## score the reading against its floors: make eval CORPORA=folder, with tools/ beside it
	@$(SCORER) -m models.evaluation $(CORPORA)

bench: install bench-alerts ## the methods of alerting, then words a second and memory beside the bare parser: make bench [CORPORA=folder]
	@$(RUN)/python -m flows.bench $(if $(filter command line environment,$(origin CORPORA)),$(CORPORA))

bench-alerts: install ## the methods on 42 published scenarios of outbreaks, and what judging costs (beside R, where it is)
	@$(RUN)/python -m flows.bench_alerts

bench-collect: install ## polling, pages, kills and hostile servers over a press of 2,000 hosts on loopback: make bench-collect [PAGES=folder]
	@$(RUN)/python -m flows.bench_collect $(if $(PAGES),--pages $(PAGES))

bench-incidents: install ## how well reports of one attack are joined, over 313 stories labelled by hand
	@$(RUN)/python -m flows.bench_incidents

bench-growth: install ## what joining 1,000 new events costs against 50,000 incidents and against 500,000: make bench-growth [FOLDER=folder]
	@$(RUN)/python -m flows.bench_incidents.growth $(if $(FOLDER),--folder $(FOLDER))

learn-incidents: install ## learn the weights of joining anew from those stories
	@$(RUN)/python -m flows.bench_incidents --learn

N ?= 10000
fuzz: install ## broken and hostile feeds, pages and sites without end: make fuzz [N=number]
	@$(RUN)/python -m tests.fuzz $(N)

train: $(UV) ## rebuild models/weights from the corpora, in an environment of its own: make train CORPORA=folder (about two hours)
	@for step in models.training.train_place_names models.training.train_namesakes models.training; do \
		UV_PROJECT_ENVIRONMENT=.training $(UV) run --frozen --quiet --group train --python $(PYTHON) python -m $$step $(CORPORA) || exit 1; \
	done

clean: ## remove what was installed and the demo's data
	@rm -rf .venv .tools .training var
