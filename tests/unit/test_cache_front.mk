EXTRA_test_cache_front = $(addprefix src/cache/, \
    segment.c tags.c due.c signals.c item.c front.c)
