# Ladle's commands. `make` lists them. The scripts do the work; this file names it.

PREFIX ?= /usr/local
T      ?= 30s

# migrated_fynedo promises that only the main goroutine touches the UI and takes
# Fyne's check of that away; the window has no use for animations or colour emoji.
UI_TAGS  := migrated_fynedo,no_animations,no_emoji
CLI_TAGS := nogui

# Asked for when first used, after the setup has seen that there is a Go.
GO      = $(eval GO := $$(shell scripts/find-go))$(GO)
VERSION = $(eval VERSION := $$(shell scripts/version))$(VERSION)
BUILD   = $(GO) build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$(VERSION)"

BINDIR  := $(DESTDIR)$(PREFIX)/bin
DATADIR := $(DESTDIR)$(PREFIX)/share
ICONS   := $(DATADIR)/icons/hicolor
SIZES   := 16 32 48 128

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run build cli test check fuzz bench compare-screens refresh-assets install uninstall clean \
        setup setup-test format arch vet staticcheck race smoke

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

run: setup build ## Install what is missing, build, and open the window with the practice server
	@scripts/run

build: setup ## Build bin/ladle
	CGO_ENABLED=1 $(BUILD) -tags $(UI_TAGS) -o bin/ladle ./app

cli: ## Build bin/ladle-cli: the command line without the window, one static file
	@scripts/find-go >/dev/null
	CGO_ENABLED=0 $(BUILD) -tags $(CLI_TAGS) -o bin/ladle-cli ./app

test: setup-test ## Install what is missing and run all tests, headless, with the race detector
	@GO=$(GO) scripts/gotest -race -timeout 15m -tags $(UI_TAGS) ./...

check: setup-test format arch vet staticcheck cli race smoke ## Everything that a change has to pass

fuzz: setup-test ## Run every fuzz target for T each: make fuzz T=30s
	@GO=$(GO) scripts/fuzz $(T) $(UI_TAGS)

bench: setup-test ## Run every benchmark, a short time each
	@GO=$(GO) scripts/bench $(UI_TAGS)

compare-screens: setup-test ## Write the design's pictures and our own side by side into bin/screens
	@for d in ui/kit ui; do (cd $$d && $(GO) test -tags $(UI_TAGS) -run '^(TestParts|TestScreens)$$' -args -compare $(CURDIR)/bin/screens) || exit 1; done

refresh-assets: ## Copy newer fonts and icons into assets, from Debian's and npm's packages
	@scripts/refresh-assets

# Does not build: it often runs as root, whose caches and bin/ are not yours.
install: ## Install what is built: make install PREFIX=/usr/local DESTDIR=
	@test -x bin/ladle || { echo "bin/ladle is not there: run make build first." >&2; exit 1; }
	install -D -m 755 bin/ladle $(BINDIR)/ladle
	install -D -m 644 packaging/ladle.desktop $(DATADIR)/applications/ladle.desktop
	install -D -m 644 assets/icon/ladle.svg $(ICONS)/scalable/apps/ladle.svg
	install -D -m 644 assets/icon/ladle.png $(ICONS)/256x256/apps/ladle.png
	for n in $(SIZES); do install -D -m 644 assets/icon/ladle-$$n.png $(ICONS)/$${n}x$$n/apps/ladle.png || exit 1; done
	install -D -m 644 LICENSE $(DATADIR)/doc/ladle/LICENSE

uninstall: ## Remove what install put there
	rm -f $(BINDIR)/ladle $(DATADIR)/applications/ladle.desktop $(ICONS)/scalable/apps/ladle.svg
	rm -f $(foreach n,256 $(SIZES),$(ICONS)/$(n)x$(n)/apps/ladle.png)
	rm -rf $(DATADIR)/doc/ladle

clean: ## Remove what was built
	rm -rf bin

# The steps of check, and what the commands above need first.

setup:
	@scripts/setup build run

setup-test:
	@scripts/setup build run test

format:
	@unformatted=$$($(dir $(GO))gofmt -l .); \
	if [ -n "$$unformatted" ]; then echo "gofmt has changes for:"; echo "$$unformatted"; exit 1; fi

# First among the tests: it compiles nothing and says at once what a change broke.
arch:
	$(GO) test -count=1 .

vet:
	$(GO) vet -tags $(UI_TAGS) ./...

staticcheck:
	$(GO) tool staticcheck -tags $(UI_TAGS) ./...

race:
	@GO=$(GO) scripts/gotest -race -count=1 -timeout 15m -tags $(UI_TAGS) ./...

smoke:
	@GO=$(GO) scripts/smoke $(UI_TAGS)
