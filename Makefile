# What there is to do here. `make` alone lists it; `make test` is all that must pass.

# Neither tests nor checks need to know the commit, and asking for it fails in somebody else's checkout.
export GOFLAGS += -buildvcs=false

# The commands that the tests need, and the packages of Debian that bring them.
TOOLS := gcc chromium-headless-shell nginx haproxy caddy node
PACKAGES := gcc libc6-dev chromium-headless-shell nginx-light haproxy caddy nodejs

# Debian keeps servers out of people's paths.
export PATH := $(PATH):/usr/sbin

# $(call step,its name,its command,what to do when it fails)
define step
@printf '\n== %s\n' '$(1)'
@$(2) || { printf '\nmake: "%s" failed. %s\n' '$(1)' '$(3)' >&2; exit 1; }
endef

.PHONY: help demo generate build pictures bench check test tools static

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: ## run a filled portal on throw-away data
	go run ./cmd/chatelaine demo

generate: ## write the *_templ.go files
	go tool templ generate

# Pages are made of components within components: inlined, they are a tenth of the binary, and no quicker.
SMALL := -gcflags=chatelaine/views=-l

build: ## build the binary that is released
	CGO_ENABLED=0 go build -trimpath -buildvcs=true -ldflags='-s -w -buildid=' $(SMALL) -o chatelaine ./cmd/chatelaine

pictures: ## take the pictures of docs again
	go test -run '^TestPictures$$' ./cmd/chatelaine -pictures ../../docs/pictures

bench: ## measure the promised figures; takes minutes and 3 GB of disk
	go run ./cmd/chatelaine bench table

check: static ## the quick part of test, in under a minute
	$(call step,quick tests,go test -short -skip "^Test(Browser|Binary)" $$(go list ./... | grep -v /sqlstore),A test above says what it expected and what it got.)

# The engine is C that a machine translated: the detector watches what is ours, and not every step of that, which would
# take four times as long.
UNWATCHED := -gcflags=modernc.org/sqlite/lib=-race=false

# What asks the engine thousands of questions, one after the other, runs without the race detector.
UNHURRIED := ^Test(TablesAreReadByTheirIndexes|LookUpsAreBounded)$$|^TestStore$$/^at_length$$

# Tests of the pages in which much happens at once. The others ask one thing after another.
AT_ONCE := AtOnce|Twice|Buckets|Guess|Throttled|Doors|Session|Export|Links|Races|Turns

# go vet has looked at the tests already.
GO_TEST := go test -vet=off
WATCHED := CGO_ENABLED=1 $(GO_TEST) -race $(UNWATCHED) -timeout 9m

test: tools static ## everything; installs what it needs
	$(call step,tests with the race detector,$(WATCHED) -skip "$(UNHURRIED)" $$(go list ./... | grep -v -e /web$$ -e /cmd/) && $(WATCHED) -run "$(AT_ONCE)" ./web,A test above says what it expected and what it got.)
	$(call step,tests of the store and the pages without it,$(GO_TEST) -timeout 8m -run "$(UNHURRIED)" ./store/sqlstore && $(GO_TEST) ./web,A test above says what it expected and what it got.)
	$(call step,browser and program tests,$(GO_TEST) -timeout 12m -parallel 4 ./cmd/chatelaine,A test above says what it expected and what it got.)

static:
	$(call step,build,go build ./...,The program does not compile.)
	$(call step,gofmt,test -z "$$(gofmt -l . | tee /dev/stderr)",Run gofmt -w on the files above.)
	$(call step,templ fmt,go tool templ fmt -fail .,Run go tool templ fmt on the files above.)
	$(call step,generated code,$(FRESH),Files were stale and are fresh now: look at them and commit them.)
	$(call step,go vet,go vet ./...,It names the line and what is suspicious about it.)
	$(call step,staticcheck,go tool staticcheck ./...,It names the line and what is wrong with it.)

# Whether generating changes anything.
GENERATED := find . -name '*_templ.go' -exec sha256sum {} + | sort
FRESH := { before=$$($(GENERATED)); go tool templ generate -log-level warn && test "$$before" = "$$($(GENERATED))"; }

tools:
	@missing=; for tool in $(TOOLS); do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	echo '#include <stdlib.h>' | gcc -E - >/dev/null 2>&1 || missing="$$missing libc6-dev"; \
	test -n "$$missing" || exit 0; \
	printf '\n== install%s\n' "$$missing"; \
	if test "$$(id -u)" = 0; then as=; elif sudo -n true 2>/dev/null; then as=sudo; else \
		echo "make: the tests need$$missing, and installing takes root: sudo apt-get install $(PACKAGES)" >&2; exit 1; fi; \
	$$as apt-get update && $$as apt-get install --yes --no-install-recommends $(PACKAGES)
