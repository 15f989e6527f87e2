# mod_talecraft: `make help` lists what can be done.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Variables of `make run` (README, "Variables").
PORT ?=
RUN_DIR ?= run
MPM ?= event
ADMIN_PASSWORD ?=
DEMO ?=
export PORT RUN_DIR MPM ADMIN_PASSWORD DEMO

BUILD_PACKAGES := apache2-bin apache2-dev libaprutil1-dbd-pgsql postgresql \
    libpq-dev libjansson-dev libvips-dev libssl-dev libicu-dev zlib1g-dev \
    libbrotli-dev libcurl4-openssl-dev libseccomp-dev libwebp-dev \
    libvips-tools libxxhash-dev libxml2-dev libgumbo-dev gcc make pkg-config perl curl ca-certificates \
    openssl nodejs npm zopfli
TEST_PACKAGES := python3-pytest python3-pytest-xdist \
    python3-pytest-rerunfailures python3-requests python3-hypothesis \
    python3-pil python3-jsonschema libcmocka-dev \
    clang clang-format clang-tidy cppcheck shellcheck pyflakes3 strace \
    apache2-utils webp \
    rsync libimage-exiftool-perl ffmpeg varnish varnish-modules nginx \
    libapache2-mod-security2 modsecurity-crs libapache2-mod-php8.2 \
    apache2-data haproxy pgbouncer slapd \
    libapache2-mod-evasive libapache2-mod-auth-openidc python3-jwt \
    python3-cryptography python3-django python3-djangorestframework \
    python3-psycopg2 \
    chromium-headless-shell chromium-driver python3-selenium python3-wsproto
BENCH_PACKAGES := wrk
DEB_PACKAGES := debhelper dpkg-dev fakeroot lintian
FUZZ_PACKAGES := clang libclang-rt-14-dev
ATTACK_PACKAGES := sqlmap slowhttptest iproute2

PYTHON := /usr/bin/python3
# A second time: only for what support/cached.py's read() explains.
PYTEST := $(PYTHON) -B -m pytest -p no:cacheprovider -q \
    --only-rerun ': MISS, not HIT'
# One more than there are processors: some of them wait.
TEST_JOBS ?= $(shell echo $$(($$(nproc) + 2)))
PARALLEL = -n $(TEST_JOBS) --dist loadfile
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

include apxs/rules.mk
-include tests/unit/rules.mk

.PHONY: help
help: ## this list
	@echo "mod_talecraft: a publishing REST API inside Apache httpd"
	@echo
	@grep -hE '^[a-z-]+:.*## ' Makefile \
	    | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' \
	    | while IFS='|' read -r name text; do \
	          printf '  make %-12s %s\n' "$$name" "$$text"; done
	@echo
	@echo "  Variables of run: PORT=8080 RUN_DIR=run ADMIN_PASSWORD= MPM=event DEMO="
	@echo "  Example:  make run PORT=8081 RUN_DIR=run-two"

.PHONY: deps deps-check deps-bench deps-fuzz deps-attack
deps: ## install what building and running need (only what is missing)
	@conf/run/deps.sh $(BUILD_PACKAGES)
deps-check: deps ## install what the tests need as well
	@conf/run/deps.sh $(TEST_PACKAGES)
deps-bench: deps
	@conf/run/deps.sh $(BENCH_PACKAGES)
deps-fuzz: deps
	@conf/run/deps.sh $(FUZZ_PACKAGES)
deps-attack: deps-check
	@conf/run/deps.sh $(ATTACK_PACKAGES)

# `all` stands in apxs/rules.mk; this line is for `make help`.
all: ## build module, worker and talecraftctl into build/

.PHONY: run stop status demo
run: ## build, start PostgreSQL and httpd on PORT, wait until healthy
	@conf/run/start.sh --check
	@conf/run/deps.sh $(BUILD_PACKAGES)
	@$(MAKE) --no-print-directory -q all 2>/dev/null || echo "Building"
	@$(MAKE) --no-print-directory $(JOBS) all >/dev/null
	@conf/run/start.sh
stop: ## stop what `make run` with the same RUN_DIR started
	@conf/run/stop.sh
status: ## say what of RUN_DIR's site is running
	@conf/run/status.sh
demo: ## fill the running site of RUN_DIR with sample content
	@conf/run/demo.sh

.PHONY: test quick
test: ## build, then the tests of T: posts, test_auth.py::test_login ...
	@$(if $(T),,echo "make test T=posts, T=tests/api/test_tour.py ..." >&2; \
	    exit 1)
	@$(MAKE) --no-print-directory $(JOBS) WERROR=-Werror all
	@picked=$$(tests/pick.sh $(T)); \
	programs=$$(sed -n 's|^tests/unit/\(.*\)\.c$$|$(BUILD)/unit/\1|p' \
	    <<<"$$picked"); \
	files=$$(grep '\.py' <<<"$$picked" || true); \
	if [ -n "$$programs" ]; then \
	    $(MAKE) --no-print-directory $$programs; \
	    for one in $$programs; do "$$one"; done; \
	fi; \
	count=$$(wc -w <<<"$$files"); \
	[ "$$count" -eq 0 ] || TC_MPM=$(MPM) $(PYTEST) $$files --dist loadfile \
	    -n $$((count == 1 ? 0 : count < $(TEST_JOBS) ? count : $(TEST_JOBS)))
quick: ## build; unit tests, fast lints, tests that need no site of their own
	@$(MAKE) --no-print-directory $(JOBS) WERROR=-Werror all
	@$(MAKE) --no-print-directory $(JOBS) WERROR=-Werror check-unit
	TC_MPM=$(MPM) $(PYTEST) -n $$(($$(nproc) + 1)) --dist loadfile \
	    -m quick tests/lint tests/api

.PHONY: check check-lint check-editor check-api check-event check-mpm check-asan
.PHONY: check-attack
check: deps-check ## all tests, those that depend on it under all three MPMs
	@$(MAKE) --no-print-directory $(JOBS) WERROR=-Werror all
	@MAKE="$(MAKE)" tests/check.sh
check-event: all ## all tests but the unit tests, under event alone
	TC_MPM=event $(PYTEST) $(PARALLEL) tests/lint tests/worker tests/api \
	    tests/fault tests/editor
check-mpm: all ## the tests that depend on the MPM: prefork, worker
	TC_MPM=prefork $(PYTEST) -m mpm tests/api tests/fault
	TC_MPM=worker $(PYTEST) -m mpm tests/api tests/fault
check-api: all ## the API tests alone, under MPM
	TC_MPM=$(MPM) $(PYTEST) $(PARALLEL) tests/api
check-asan: ## the API tests on a build with AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory $(JOBS) SANITIZE=1 WERROR=-Werror all
	TC_SANITIZE=1 TC_BUILD="$(CURDIR)/build-asan" TC_MPM=$(MPM) \
	    $(PYTEST) $(PARALLEL) tests/api
check-editor: all ## the editors' page: its unit tests, and in a browser
	tests/editor/unit.sh
	TC_MPM=$(MPM) $(PYTEST) tests/editor
check-attack: deps-attack ## sqlmap, slowhttptest, smuggling: some fifteen minutes
	@$(MAKE) --no-print-directory $(JOBS) WERROR=-Werror all
	TC_MPM=$(MPM) $(PYTEST) -s tests/attack
check-lint: all ## the house rules alone
	$(PYTEST) -n $(TEST_JOBS) tests/lint

.PHONY: bench fuzz
bench: deps-bench ## measure, turn by turn with a baseline (BENCH=--save)
	@$(MAKE) --no-print-directory $(JOBS) all
	$(PYTHON) -B tests/bench/run.py $(BENCH)
	$(PYTHON) -B tests/bench/tail.py $(BENCH)
	$(PYTHON) -B tests/bench/patches.py $(BENCH)
	$(PYTHON) -B tests/bench/logins.py $(BENCH)
	$(PYTHON) -B tests/bench/sites.py $(BENCH)
	$(PYTHON) -B tests/bench/media.py $(BENCH)
fuzz: deps-fuzz ## fuzz the parsers (FUZZ_SECONDS each)
	@$(MAKE) --no-print-directory $(JOBS) all
	$(MAKE) --no-print-directory -C tests/fuzz run

.PHONY: dist
DIST = mod_talecraft-$(shell cat VERSION)
dist: build/editor/dist/index.html ## build/mod_talecraft-VERSION.tar.gz
	@! grep -q 'page was not built' build/editor/dist/index.html || \
	    { echo "the editors' page is not built; make deps" >&2; exit 1; }
	@rm -rf build/dist && mkdir -p build/dist/$(DIST)/built
	@cp -r build/editor/dist build/dist/$(DIST)/built/editor
	@git archive --prefix=$(DIST)/ -o build/dist/all.tar HEAD
	@tar -rf build/dist/all.tar --owner=root --group=root -C build/dist \
	    $(DIST)/built
	@gzip -9n < build/dist/all.tar > build/$(DIST).tar.gz
	@rm -rf build/dist
	@echo build/$(DIST).tar.gz

.PHONY: deps-deb deb
deps-deb: deps
	@conf/run/deps.sh $(DEB_PACKAGES)
deb: deps-deb all ## build/libapache2-mod-talecraft_VERSION_ARCH.deb
	@conf/debian/build.sh "$(shell cat VERSION)"

.PHONY: check-deb
check-deb: deb ## the package and setup in a bare Debian 12 (root; network)
	@conf/run/deps.sh debootstrap
	tests/package/run.sh build/libapache2-mod-talecraft_$(shell cat VERSION)_*.deb

.PHONY: format clean install uninstall
format: ## clang-format all C sources
	clang-format -i mod_talecraft.c $(shell find src -name "*.[ch]") $(wildcard \
	    tests/unit/*.[ch] tests/fuzz/*.[ch])
clean: ## remove build/ and build-asan/ (no data)
	rm -rf build build-asan

# Packagers set DESTDIR; the module is enabled with a2enmod talecraft.
PREFIX ?= /usr
LIBEXEC ?= $(PREFIX)/libexec/talecraft
BINDIR ?= $(PREFIX)/bin
MODSDIR ?= /etc/apache2/mods-available
LIBEXECDIR = $(eval LIBEXECDIR := $(call ask,apxs -q LIBEXECDIR))$(LIBEXECDIR)
SCRIPTS := setup/setup.sh setup/lib.sh setup/options.sh setup/database.sh \
    setup/apache.sh backup/backup.sh backup/restore.sh backup/lib.sh
DATADIR ?= $(PREFIX)/share/talecraft
MANDIR ?= $(PREFIX)/share/man/man8
COMPLETIONS ?= $(PREFIX)/share/bash-completion/completions
install: all ## install below DESTDIR: module, worker, talecraftctl, conf
	install -D -m 0644 $(MODULE) "$(DESTDIR)$(LIBEXECDIR)/mod_talecraft.so"
	install -D -m 0755 $(WORKER) "$(DESTDIR)$(LIBEXEC)/talecraft-worker"
	install -D -m 0755 $(CTL) "$(DESTDIR)$(BINDIR)/talecraftctl"
	install -d -m 0755 "$(DESTDIR)$(MODSDIR)"
	sed -e 's|@LIBEXECDIR@|$(LIBEXECDIR)|' -e 's|@LIBEXEC@|$(LIBEXEC)|' \
	    conf/talecraft.load > "$(DESTDIR)$(MODSDIR)/talecraft.load"
	test -e "$(DESTDIR)$(MODSDIR)/talecraft.conf" || \
	    perl apxs/conf.pl conf/talecraft.conf.in docs/directives.md \
	    | sed -e 's|@LIBEXEC@|$(LIBEXEC)|' \
	    > "$(DESTDIR)$(MODSDIR)/talecraft.conf"
	for script in $(SCRIPTS); do \
	    install -D -m $$(stat -c 0%a "conf/$$script") "conf/$$script" \
	        "$(DESTDIR)$(LIBEXEC)/$$script"; \
	done
	install -D -m 0644 conf/modsecurity-talecraft.conf \
	    "$(DESTDIR)$(DATADIR)/modsecurity-talecraft.conf"
	install -D -m 0644 docs/talecraftctl.8 "$(DESTDIR)$(MANDIR)/talecraftctl.8"
	install -D -m 0644 conf/completion/talecraftctl \
	    "$(DESTDIR)$(COMPLETIONS)/talecraftctl"
uninstall: ## take away what install has put there; settings and data stay
	rm -f "$(DESTDIR)$(LIBEXECDIR)/mod_talecraft.so" \
	    "$(DESTDIR)$(BINDIR)/talecraftctl" "$(DESTDIR)$(MODSDIR)/talecraft.load" \
	    "$(DESTDIR)$(MANDIR)/talecraftctl.8" \
	    "$(DESTDIR)$(COMPLETIONS)/talecraftctl"
	rm -rf "$(DESTDIR)$(LIBEXEC)" "$(DESTDIR)$(DATADIR)"
