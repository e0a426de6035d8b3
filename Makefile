# The tasks of this repository; "make help" lists them. They need Go, git, GNU
# make and a C compiler (for the race detector). What lint needs beyond that is
# pinned in tools/go.mod and built by Go.

FUZZTIME ?= 15s

# "./..." covers one module only, so every task goes through all of them: those
# committed and those just written. tools holds no code of ours.
ALL     := $(sort $(patsubst %/,%,$(dir $(wildcard $(shell git ls-files -co --exclude-standard go.mod '*/go.mod')))))
MODULES := $(filter-out tools,$(ALL))

GOLANGCI := go tool -modfile='$(CURDIR)/tools/go.mod' golangci-lint

# $(call each,modules,command) runs a command in every module, also after one
# has failed.
each = @failed=0; for m in $(1); do echo "-- $$m: $(2)"; (cd "$$m" && $(2)) || failed=1; done; exit $$failed

.DEFAULT_GOAL := help
.PHONY: help test lint fmt fuzz bench quickstart

help: ## list the tasks
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile

test: ## all tests, with the race detector, in random order
	$(call each,$(MODULES),go test -race -shuffle=on ./...)

lint: ## tidy go.mod files, formatting, vet, linters
	$(call each,$(ALL),go mod tidy -diff)
	$(GOLANGCI) fmt --diff
	$(call each,$(MODULES),go vet ./...)
	$(call each,$(MODULES),$(GOLANGCI) run)

fmt: ## mend what can be mended: tidy go.mod files, formatting
	$(call each,$(ALL),go mod tidy)
	$(GOLANGCI) fmt

fuzz: ## every fuzz target, for FUZZTIME each
	@set -e; \
	targets=$$(git grep --untracked -oE '^func Fuzz[A-Za-z0-9_]+' -- '*_test.go' | sed 's,[^/]*:func ,. ,'); \
	test -n "$$targets" || { echo "no fuzz target found" >&2; exit 1; }; \
	echo "$$targets" | { failed=0; while read -r dir name; do \
		echo "-- $$dir $$name"; \
		(cd "$$dir" && go test -run='^$$' -fuzz="^$$name\$$" -fuzztime=$(FUZZTIME) . </dev/null) || failed=1; \
	done; exit $$failed; }

bench: ## all benchmarks
	$(call each,$(MODULES),go test -run='^$$' -bench=. -benchmem ./...)

quickstart: ## send one alert to each provider, all played by a local server
	go run ./examples/quickstart
