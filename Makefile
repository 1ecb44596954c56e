# Thin names over scripts/. `make run` and `make test` are all that a newcomer needs.
.DEFAULT_GOAL := help
.PHONY: demo-billing eval help run build release test e2e screenshots bench deep fmt lint setup

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## install what is missing, build, start on http://127.0.0.1:3000 (BMM_ADDR, BMM_DATA)
	@scripts/run.sh

build: ## build the server and the browser's half, and print where they are
	@scripts/setup.sh run
	@scripts/build.sh

release: ## build what is shipped: fat LTO, everything embedded
	@scripts/setup.sh run
	@scripts/build.sh dist

test: ## format, lints, import rules, every test (browser too), size budget; ends with a count
	@scripts/test.sh

e2e: ## the browser tests alone; ARGS goes to Playwright: make e2e ARGS='-g wizard'
	@scripts/setup.sh test
	@scripts/build.sh
	@scripts/e2e.sh $(ARGS)

screenshots: ## every page at 1440, 768 and 390 px, light and dark, into end2end/screenshots
	@scripts/setup.sh test
	@scripts/build.sh
	@scripts/e2e.sh --project=screenshots

bench: ## measure the figures that bench/README.md promises
	@scripts/setup.sh test
	@scripts/build.sh
	@bench/run.sh

demo-billing: ## the product beside a stand-in for Stripe: click through plans and payments without an account
	@scripts/setup.sh run
	@scripts/build.sh
	@scripts/demo-billing.sh

eval: ## the recorded prompts against the real model (ANTHROPIC_API_KEY, or OPENAI_BASE_URL and BMM_MODEL), with a score
	@scripts/setup.sh test
	@scripts/eval.sh

deep: ## the long tests: many more generated cases, and the browser tests three times over
	@scripts/setup.sh test
	@scripts/deep.sh

fmt: ## format the Rust code
	@cargo fmt --all

lint: ## format check, clippy, import rules
	@scripts/lint.sh

setup: ## install what is missing, tests included
	@scripts/setup.sh test
