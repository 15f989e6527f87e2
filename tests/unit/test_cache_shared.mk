EXTRA_test_cache_shared = $(addprefix src/cache/, \
    segment.c tags.c due.c views.c views_file.c counts.c)
