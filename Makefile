# Commands of the project. A line `target: ## text` is a line of `make help`; `##@` starts a group.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
PYTEST := $(BIN)/pytest -q
WITH := $(BIN)/python -m tests.harness.with_services
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links
WORKERS ?= 2
EXAMPLES ?= 200
SEED ?= 1

.PHONY: help
help:
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n\033[1m%s\033[0m\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  \033[36mmake %-23s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Run

.PHONY: up
up: ## start the marketplace with demo data on PORT (default 8000); Ctrl-C stops it
	@sh deploy/bootstrap.sh runtime
	@exec $(BIN)/python manage.py up

.PHONY: bench
bench: setup ## measure requests per second and latencies, print a table, write JSON
	@$(BIN)/python -m benchmarks

.PHONY: bench-gateway
bench-gateway: setup ## measure the gateway beside other gateways, print a table with the targets, write JSON
	@$(BIN)/python -m benchmarks.gateway

.PHONY: soak-gateway
soak-gateway: setup ## ten minutes of load and faults on two gateways with everything on (SECONDS=600)
	@$(BIN)/python -m benchmarks.soak $(if $(SECONDS),--seconds $(SECONDS))

##@ Test

.PHONY: test
test: setup services lint types unit integration test-alerts conformance end-to-end ## everything, servers included

.PHONY: unit
unit: setup ## tests that need no server, and the architecture tests
	$(PYTEST) -n $(WORKERS) tests/unit tests/golden tests/architecture

.PHONY: integration
integration: integration-sqlite integration-postgresql ## services, schemas and gateway on both databases

.PHONY: integration-sqlite
integration-sqlite: setup ## ... on SQLite
	$(PYTEST) -n $(WORKERS) tests/integration

.PHONY: integration-postgresql
integration-postgresql: setup ## ... on PostgreSQL and Redis in a temporary directory
	$(WITH) postgresql redis -- $(PYTEST) -n $(WORKERS) tests/integration

.PHONY: conformance
conformance: setup ## GraphQL over HTTP's own audit
	$(PYTEST) tests/conformance

.PHONY: audit
audit: setup ## the public federation gateway audit: make audit AUDIT=/path/to/its/checkout [NODE=/path/to/node] [EVERYTHING_ON=1]
	@$(BIN)/python -m tests.conformance.federation_audit $(or $(AUDIT),$(error say where the audit is: make audit AUDIT=/path/to/its/checkout)) $(if $(NODE),--node $(NODE)) $(if $(EVERYTHING_ON),--everything-on)

.PHONY: compare-apollo
compare-apollo: setup ## ask @apollo/gateway what ours is asked, list the differences (EXAMPLES=200 SEED=1)
	@$(BIN)/python -m tests.conformance.compare_with_apollo --examples $(EXAMPLES) --seed $(SEED)

.PHONY: end-to-end
end-to-end: setup ## separate processes over HTTP, the one-schema reference, a browser
	$(PYTEST) tests/end_to_end

.PHONY: test-alerts
test-alerts: ## promtool's tests of every generated rule, and Alertmanager's configuration
	@promtool check rules alerts/rules/*.yaml > /dev/null
	@ls alerts/tests/*.yaml | grep -v routes.yaml | xargs -n 1 -P $(WORKERS) promtool test rules
	@amtool check-config alerts/alertmanager.yaml

.PHONY: coverage
coverage: setup ## line and branch coverage of unit and integration tests
	$(BIN)/coverage erase
	$(PYTEST) -n $(WORKERS) --cov --cov-report=term tests/unit tests/golden tests/integration

##@ Check and change

.PHONY: lint
lint: setup ## style and import contracts
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports

.PHONY: types
types: setup ## mypy, strict
	$(BIN)/mypy

.PHONY: format
format: setup ## format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: compose
compose: setup ## write the subgraph schemas and the supergraph anew
	$(BIN)/python manage.py export_subgraph_schemas
	$(BIN)/python manage.py compose_supergraph

.PHONY: options
options: setup ## write the tables and the JSON Schema of the gateway's options anew
	$(BIN)/python -m marketplace.gateway config docs marketplace/gateway/CONFIGURATION.md
	$(BIN)/python -m marketplace.gateway config schema marketplace/gateway/configuration/schema.json

.PHONY: artefacts
artefacts: setup ## write rules, routes, dashboards and thresholds of the SLO files anew
	$(BIN)/python manage.py build_artefacts

.PHONY: lock
lock: setup ## resolve the dependencies of pyproject.toml into the hashed lock files
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

##@ Set up

.PHONY: setup
setup: ## the virtual environment with everything for development
	@sh deploy/bootstrap.sh development

.PHONY: services
services: setup ## PostgreSQL, Redis and Chromium for the tests (Debian as root; says what is missing elsewhere)
	@$(BIN)/python -m tests.harness.install_services

.PHONY: clean
clean: ## remove caches and reports; keeps the demo data and .venv
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

.PHONY: clean-data
clean-data: ## remove the demo data of `make up`
	rm -rf .holdfast
