# How the module and its programs are built.  The compiler, its flags and
# the places come from apxs, apr-1-config, apu-1-config and pkg-config.
#
# `NAME = $(eval NAME := ...)$(NAME)` asks a program once, and only when the
# answer is needed: `make help` and `make deps` work where nothing is there.

ask = $(strip $(shell $(1) 2>/dev/null))

ifeq ($(origin CC),default)
CC = $(eval CC := $(or $(call ask,apxs -q CC),cc))$(CC)
endif
APXS_CFLAGS = $(eval APXS_CFLAGS := $(call ask,apxs -q CFLAGS))$(APXS_CFLAGS)
APXS_INCLUDE = $(eval APXS_INCLUDE := $(call ask,apxs -q \
    INCLUDEDIR))$(APXS_INCLUDE)
APR_CFLAGS = $(eval APR_CFLAGS := $(call ask,apr-1-config --cppflags \
    --includes && apu-1-config --includes))$(APR_CFLAGS)
APR_LIBS = $(eval APR_LIBS := $(call ask,apr-1-config --link-ld --libs && \
    apu-1-config --link-ld))$(APR_LIBS)

# Foreign headers are system headers: our warnings are for our own code.
foreign = $(patsubst -I%,-isystem%,$(filter-out -I/usr/include,$(1)))
pkg_cflags = $(call foreign,$(call ask,pkg-config --cflags $(1)))
pkg_libs = $(call ask,pkg-config --libs $(1))

BASE_PKGS := jansson libcrypto libxxhash icu-i18n icu-uc
HTTP_PKGS := libpq zlib libbrotlienc libcurl
IMPORT_PKGS := libxml-2.0 gumbo
VIPS_PKGS := vips libwebp libwebpmux libwebpdemux gobject-2.0 glib-2.0 \
    libseccomp
BASE_PKG_CFLAGS = $(eval BASE_PKG_CFLAGS := $(call \
    pkg_cflags,$(BASE_PKGS)))$(BASE_PKG_CFLAGS)
BASE_PKG_LIBS = $(eval BASE_PKG_LIBS := $(call \
    pkg_libs,$(BASE_PKGS)))$(BASE_PKG_LIBS)
HTTP_PKG_CFLAGS = $(eval HTTP_PKG_CFLAGS := $(call \
    pkg_cflags,$(HTTP_PKGS)))$(HTTP_PKG_CFLAGS)
HTTP_PKG_LIBS = $(eval HTTP_PKG_LIBS := $(call \
    pkg_libs,$(HTTP_PKGS)))$(HTTP_PKG_LIBS)
IMPORT_PKG_CFLAGS = $(eval IMPORT_PKG_CFLAGS := $(call \
    pkg_cflags,$(IMPORT_PKGS)))$(IMPORT_PKG_CFLAGS)
IMPORT_PKG_LIBS = $(eval IMPORT_PKG_LIBS := $(call \
    pkg_libs,$(IMPORT_PKGS)))$(IMPORT_PKG_LIBS)
VIPS_PKG_CFLAGS = $(eval VIPS_PKG_CFLAGS := $(call \
    pkg_cflags,$(VIPS_PKGS)))$(VIPS_PKG_CFLAGS)
VIPS_PKG_LIBS = $(eval VIPS_PKG_LIBS := $(call \
    pkg_libs,$(VIPS_PKGS)))$(VIPS_PKG_LIBS)

ifeq ($(SANITIZE),1)
BUILD := build-asan
HARDEN := -fsanitize=address,undefined -fno-omit-frame-pointer
LINK_HARDEN := -fsanitize=address,undefined
else
BUILD := build
HARDEN = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
    -fstack-clash-protection $(CONTROL_FLOW)
LINK_HARDEN :=
endif
# Processors of Intel's kind alone know it.
CONTROL_FLOW = $(eval CONTROL_FLOW := $(if $(filter x86_64-% i%86-%,$(call \
    ask,$(CC) -dumpmachine)),-fcf-protection))$(CONTROL_FLOW)
GEN := $(BUILD)/gen
OBJ := $(BUILD)/obj

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes \
    -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wformat=2 \
    -Wundef -Wvla
# What checks build has no warning; who builds it with another compiler may
# have some.
WERROR ?=
BASE_CFLAGS = -std=gnu11 -D_GNU_SOURCE $(APXS_CFLAGS) -O2 -g -fPIC \
    -fvisibility=hidden $(HARDEN) $(WARNINGS) $(WERROR) -Isrc -I$(GEN) \
    $(call foreign,$(APR_CFLAGS)) $(BASE_PKG_CFLAGS)
BASE_LIBS = $(APR_LIBS) $(BASE_PKG_LIBS)
HTTPD_CFLAGS = $(BASE_CFLAGS) -isystem$(APXS_INCLUDE) $(HTTP_PKG_CFLAGS)
WORKER_CFLAGS = $(BASE_CFLAGS) $(VIPS_PKG_CFLAGS)
CLI_CFLAGS = $(HTTPD_CFLAGS)
IMPORT_CFLAGS = $(HTTPD_CFLAGS) $(IMPORT_PKG_CFLAGS)
LINK = $(CC) $(LDFLAGS) -Wl,--as-needed -Wl,-z,relro,-z,now,-z,noexecstack \
    $(LINK_HARDEN)

MODULE_DIRS := core check limits db cache data media auth outbox http rest \
    posts api editing openapi page ops jobs
objects = $(patsubst %.c,$(OBJ)/%.o,$(1))
BASE_DIRS := src/base $(wildcard src/base/*/)
BASE_SRC := $(wildcard src/base/*.c src/base/*/*.c)
MODULE_SRC := mod_talecraft.c src/routes.c \
    $(foreach dir,$(MODULE_DIRS),$(wildcard src/$(dir)/*.c src/$(dir)/*/*.c))
WORKER_DIRS := src/worker $(wildcard src/worker/*/)
WORKER_SRC := $(wildcard src/worker/*.c src/worker/*/*.c)
IMPORT_SRC := $(wildcard src/import/*.c src/import/*/*.c)
CLI_SRC := $(wildcard src/cli/*.c src/cli/*/*.c) $(IMPORT_SRC)
# What talecraftctl shares with the module; none of it calls httpd.
CLI_SHARED := $(addprefix src/, db/sql.c db/scan.c media/store.c \
    media/store_list.c media/store_owner.c media/store_path.c media/spool.c \
    media/upload_text.c \
    posts/block_types.c posts/blocks_text.c posts/words.c)

BASE_OBJ := $(call objects,$(BASE_SRC))
MODULE_OBJ := $(call objects,$(MODULE_SRC)) $(OBJ)/gen/sql_queries.o \
    $(OBJ)/gen/docs_viewer.o $(OBJ)/gen/docs_sign_in.o \
    $(OBJ)/gen/page_assets.o
WORKER_OBJ := $(call objects,$(WORKER_SRC))
CLI_OBJ := $(call objects,$(CLI_SRC) $(CLI_SHARED)) \
    $(OBJ)/gen/sql_queries.o \
    $(OBJ)/gen/sql_migrations.o
GENERATED := $(GEN)/sql_queries.c $(GEN)/sql_migrations.c \
    $(GEN)/schema_version.h $(GEN)/version.h $(GEN)/docs_viewer.c \
    $(GEN)/docs_sign_in.c $(GEN)/page_assets.c

LIBTCBASE := $(BUILD)/libtcbase.a
MODULE := $(BUILD)/mod_talecraft.so
WORKER := $(BUILD)/talecraft-worker
CTL := $(BUILD)/talecraftctl

HOW := apxs/rules.mk

.PHONY: all
all: $(MODULE) $(WORKER) $(CTL)

# Folders are prerequisites so that a source that was removed counts too.
$(LIBTCBASE): $(BASE_OBJ) $(HOW) $(BASE_DIRS)
	@mkdir -p $(@D)
	@rm -f $@
	@echo "AR $@"
	@ar rcs $@ $(BASE_OBJ)

$(MODULE): $(MODULE_OBJ) $(LIBTCBASE) apxs/exports.map $(HOW) \
    $(wildcard $(foreach dir,$(MODULE_DIRS),src/$(dir) src/$(dir)/*/))
	@echo "LD $@"
	@$(LINK) -shared -Wl,--version-script=apxs/exports.map -o $@ \
	    $(MODULE_OBJ) $(LIBTCBASE) $(HTTP_PKG_LIBS) $(BASE_LIBS)

$(WORKER): $(WORKER_OBJ) $(LIBTCBASE) $(HOW) $(WORKER_DIRS)
	@echo "LD $@"
	@$(LINK) -pie -o $@ $(WORKER_OBJ) $(LIBTCBASE) $(VIPS_PKG_LIBS) \
	    $(BASE_LIBS) -pthread -lm

CLI_DIRS := $(wildcard src/cli/ src/cli/*/ src/import/ src/import/*/)
$(CTL): $(CLI_OBJ) $(LIBTCBASE) $(HOW) $(CLI_DIRS)
	@echo "LD $@"
	@$(LINK) -pie -o $@ $(CLI_OBJ) $(LIBTCBASE) $(HTTP_PKG_LIBS) $(IMPORT_PKG_LIBS) \
	    $(BASE_LIBS) -lcrypt

# What was compiled where warnings are no errors has NAME.lax beside it: where
# they are it is made again, so that no check takes it unseen.
compile = @mkdir -p $(@D) && echo "CC $<" && \
    $(CC) $(1) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $< && $(mark)
mark = $(if $(WERROR),rm -f,touch) $@.lax
LAX := $(if $(WERROR),$(patsubst %.lax,%,$(call ask,find $(OBJ) $(BUILD)/unit \
    -name '*.lax')))
.PHONY: again
ifneq ($(LAX),)
$(LAX): again
endif

$(OBJ)/src/base/%.o: src/base/%.c $(HOW)
	$(call compile,$(BASE_CFLAGS))
$(OBJ)/src/worker/%.o: src/worker/%.c $(HOW) | $(GEN)/version.h
	$(call compile,$(WORKER_CFLAGS))
$(OBJ)/src/cli/%.o: src/cli/%.c $(HOW) | $(GENERATED)
	$(call compile,$(CLI_CFLAGS))
$(OBJ)/src/import/%.o: src/import/%.c $(HOW) | $(GENERATED)
	$(call compile,$(IMPORT_CFLAGS))
$(OBJ)/gen/%.o: $(GEN)/%.c $(HOW)
	$(call compile,$(CLI_CFLAGS))
$(OBJ)/%.o: %.c $(HOW) | $(GENERATED)
	$(call compile,$(HTTPD_CFLAGS) $(EXPORT))
# A hidden symbol stays hidden whatever the version script says; httpd's
# AP_MODULE_DECLARE_DATA says nothing about visibility.
$(OBJ)/mod_talecraft.o: EXPORT := -fvisibility=default

# Folders too, so that a file that was removed counts.
SQL_TREE := $(wildcard $(foreach dir,sql/queries sql/fragments, \
    $(dir) $(dir)/* $(dir)/*/* $(dir)/*/*/*))
$(GEN)/sql_queries.c: apxs/sql2c.pl $(SQL_TREE)
	@mkdir -p $(@D)
	@echo "SQL $@"
	@perl apxs/sql2c.pl queries $@ sql/queries sql/fragments

$(GEN)/sql_migrations.c $(GEN)/schema_version.h &: apxs/sql2c.pl \
    $(wildcard sql/migrations sql/migrations/*.sql)
	@mkdir -p $(@D)
	@echo "SQL $@"
	@perl apxs/sql2c.pl migrations $(GEN)/sql_migrations.c \
	    $(GEN)/schema_version.h sql/migrations

$(GEN)/version.h: VERSION apxs/rules.mk
	@mkdir -p $(@D)
	@{ sed 's/.*/#define TC_VERSION "&"/' $<; \
	    echo '#define TC_LIBEXEC "$(LIBEXEC)"'; } > $@

VIEWER := conf/viewer/rapidoc-9.3.8.js.gz
$(GEN)/docs_viewer.c: apxs/bin2c.pl $(VIEWER)
	@mkdir -p $(@D)
	@echo "BIN $@"
	@perl apxs/bin2c.pl $@ openapi/docs_viewer.h tc_docs_viewer $(VIEWER)

$(GEN)/docs_sign_in.c: apxs/bin2c.pl conf/viewer/sign-in.js
	@mkdir -p $(@D)
	@echo "BIN $@"
	@perl apxs/bin2c.pl $@ openapi/docs_viewer.h tc_docs_sign_in \
	    conf/viewer/sign-in.js

# The editors' page: built by Node.js where it is not there already (a tar ball
# of `make dist` has it in built/).  EDITORS_PAGE=no leaves it out.
EDITORS_PAGE ?= yes
EDITOR_BUILT := $(if $(wildcard \
    built/editor/index.html),built/editor,build/editor/dist)
EDITOR_TREE := $(wildcard $(foreach dir,src/editor,$(dir) $(dir)/* $(dir)/*/* \
    $(dir)/*/*/*))
build/editor/dist/index.html: apxs/editor.sh $(EDITOR_TREE)
	@echo "NODE $(@D)"
	@EDITORS_PAGE=$(EDITORS_PAGE) apxs/editor.sh $(@D)

$(GEN)/page_assets.c: apxs/assets2c.pl $(EDITOR_BUILT)/index.html
	@mkdir -p $(@D)
	@echo "BIN $@"
	@perl apxs/assets2c.pl $@ $(EDITOR_BUILT)

# Without this, make would delete objects that it made through a chain.
.SECONDARY: $(BASE_OBJ) $(MODULE_OBJ) $(WORKER_OBJ) $(CLI_OBJ) $(GENERATED)

-include $(BASE_OBJ:.o=.d) $(MODULE_OBJ:.o=.d) $(WORKER_OBJ:.o=.d) \
    $(CLI_OBJ:.o=.d)

# For tools that want the compiler's flags: make -s print-HTTPD_CFLAGS
print-%:
	@echo '$($*)'
