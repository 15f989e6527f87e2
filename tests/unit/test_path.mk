EXTRA_test_path = src/base/text/path.c
