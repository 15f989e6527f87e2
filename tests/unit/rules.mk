# Unit tests: every tests/unit/test_*.c is one cmocka program, linked with
# what src/base holds and with nothing of httpd.
#
# From the Makefile above: BUILD, CC, BASE_CFLAGS, BASE_LIBS, and how
# $(BUILD)/libtcbase.a is made.

UNIT_SOURCES := $(sort $(wildcard tests/unit/test_*.c))
UNIT_PROGRAMS = $(UNIT_SOURCES:tests/unit/%.c=$(BUILD)/unit/%)
UNIT_CFLAGS = $(shell pkg-config --cflags cmocka)
UNIT_LIBS = $(shell pkg-config --libs cmocka)

# What a program needs beside src/base.
EXTRA_test_sql = $(OBJ)/src/db/sql.o $(OBJ)/src/db/sql_lines.o \
    $(OBJ)/gen/sql_queries.o

.SECONDEXPANSION:
$(BUILD)/unit/test_%: tests/unit/test_%.c tests/unit/unit.h \
    $(BUILD)/libtcbase.a $$(EXTRA_test_$$*)
	@mkdir -p $(@D)
	$(CC) $(BASE_CFLAGS) $(UNIT_CFLAGS) -o $@ $< $(EXTRA_test_$*) \
	    $(BUILD)/libtcbase.a $(BASE_LIBS) $(UNIT_LIBS)

# All of them run, so that one failure does not hide another.
.PHONY: check-unit
check-unit: $(UNIT_PROGRAMS)
	@failed=""; for program in $(UNIT_PROGRAMS); do \
	    echo "== $${program##*/}"; \
	    "$$program" || failed="$$failed $${program##*/}"; \
	done; \
	if [ -n "$$failed" ]; then echo "failed:$$failed" >&2; exit 1; fi
