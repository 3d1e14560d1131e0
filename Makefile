# The two that matter: `make demo` and `make test`.

GO      ?= go
VERSION ?= dev
LDFLAGS := -X github.com/callfloor/callfloor/app.version=$(VERSION)

.PHONY: build demo test check unit timing nightly bench fuzz fmt tools

build: ## the program, as ./callfloor
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o callfloor ./cmd/callfloor

demo: ## the whole product with simulated phones and callers
	$(GO) run ./cmd/callfloor serve --demo

test: tools check unit ## everything, after installing what is missing

tools:
	./scripts/install-tools
	cd web && npm ci --silent --no-audit --no-fund

check: ## format, vet, staticcheck, types of the pages, Prometheus rules
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not formatted (make fmt):"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	cd web && npx --no-install tsc --noEmit -p .
	cd deploy/prometheus && promtool check rules *.rules.yml && promtool check config prometheus.yml && promtool test rules *_test.yml

# The race detector watches us and not the insides of SQLite, ciphers and esbuild, which take four times as long with it.
# A race between us and what one of them reads is not seen so: make nightly looks at the store with everything watched.
RACE := -race -gcflags='modernc.org/...=-race=false' -gcflags='golang.org/x/crypto/...=-race=false' -gcflags='github.com/evanw/esbuild/...=-race=false'

unit: ## every test, with the race detector, in random order; the pages in a real browser
	./scripts/with-postgres $(GO) test $(RACE) -shuffle=on -timeout 20m -parallel 6 ./... # figures in time are held to ten times what they promise here: make timing
	cd web && npm test --silent
	CALLFLOOR_EXPLORE=1 $(GO) test -timeout 20m ./acd/explore ./chat/explore # far, where the race detector went a little way

timing: ## figures in time and size; nothing else may run
	CALLFLOOR_TIMING=1 $(GO) test -p 1 -run 'InTime|ManySources' -timeout 10m ./wallboard ./sip ./app
	cd web && CALLFLOOR_TIMING=1 node --test --test-concurrency=1 ui/test/*.time.mjs

nightly: ## the long ones: every state of 3 agents x 3 calls, many seeds, the desk in every look
	./scripts/with-postgres $(GO) test -race -timeout 60m ./store
	CALLFLOOR_NIGHTLY=1 $(GO) test -timeout 240m ./acd/... ./chat/... ./sms ./app
	cd web && CALLFLOOR_NIGHTLY=1 node --test ui/test/desk-look.test.mjs ui/test/board-size.test.mjs ui/test/access.test.mjs ui/test/admin.test.mjs ui/test/sms.test.mjs ui/test/callbacks.test.mjs

bench: ## speed and size; ratios are within one run; the last takes minutes and 12 GB
	$(GO) test -run '^$$' -bench . -benchmem -timeout 60m ./acd/... ./sip/... ./wallboard/... ./app/...
	CALLFLOOR_BENCH_CUSTOMERS=1000000 ./scripts/with-postgres $(GO) test -run '^$$' -bench . -benchtime=300x -timeout 120m ./store

FUZZTIME ?= 60s
fuzz: ## every fuzz target for FUZZTIME
	@for pkg in $$($(GO) list ./...); do \
		for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
		done; \
	done

fmt:
	gofmt -w $$(git ls-files '*.go')
