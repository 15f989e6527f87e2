EXTRA_test_cache_shared = $(addprefix src/cache/, \
    segment.c tags.c due.c signals.c views.c views_file.c)
