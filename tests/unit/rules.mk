# Unit tests: every tests/unit/test_*.c is one cmocka program, linked with
# what src/base holds and with nothing of httpd (its headers alone are there).
# A program that needs more names those sources in EXTRA_<program>, here or in
# tests/unit/<program>.mk.
#
# From the Makefile above: BUILD, OBJ, CC, HTTPD_CFLAGS, BASE_LIBS, mark, and
# how $(BUILD)/libtcbase.a and what is in $(OBJ) are made.

UNIT_SOURCES := $(sort $(wildcard tests/unit/test_*.c))
UNIT_PROGRAMS = $(UNIT_SOURCES:tests/unit/%.c=$(BUILD)/unit/%)
UNIT_CFLAGS = $(shell pkg-config --cflags cmocka)
UNIT_LIBS = $(shell pkg-config --libs cmocka zlib libbrotlienc libbrotlidec) \
    -pthread

EXTRA_test_sql = $(addprefix src/db/, sql.c scan.c sql_kept.c) \
    gen/sql_queries.c
include $(wildcard tests/unit/test_*.mk)

unit_objects = $(patsubst %.c,$(OBJ)/%.o,$(EXTRA_$(1)))

.SECONDEXPANSION:
$(UNIT_PROGRAMS): $(BUILD)/unit/%: tests/unit/%.c $(LIBTCBASE) \
    tests/unit/rules.mk $$(call unit_objects,$$*)
	@mkdir -p $(@D)
	@echo "CC $<"
	@$(CC) $(HTTPD_CFLAGS) $(UNIT_CFLAGS) -MMD -MP -MF $@.d -o $@ $< \
	    $(call unit_objects,$*) $(LIBTCBASE) $(BASE_LIBS) $(UNIT_LIBS)
	@$(mark)
-include $(UNIT_PROGRAMS:=.d)

# All of them run, so that one failure does not hide another.
.PHONY: check-unit
check-unit: $(UNIT_PROGRAMS)
	@failed=""; for program in $(UNIT_PROGRAMS); do \
	    echo "== $${program##*/}"; \
	    "$$program" || failed="$$failed $${program##*/}"; \
	done; \
	if [ -n "$$failed" ]; then echo "failed:$$failed" >&2; exit 1; fi
