EXTRA_test_permits = src/limits/permits.c
