EXTRA_test_purge = src/core/purge_target.c src/outbox/keys.c src/outbox/retry.c \
    $(addprefix src/cache/, segment.c tags.c due.c signals.c)
