EXTRA_test_lines = src/media/lines.c
