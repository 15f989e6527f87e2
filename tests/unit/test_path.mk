EXTRA_test_path = src/http/path.c
