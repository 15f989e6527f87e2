EXTRA_test_cache_race = $(addprefix src/cache/, \
    segment.c tags.c due.c signals.c views.c views_file.c \
    item.c front.c fill.c codings.c scratch.c fronts.c cache.c)
