EXTRA_test_permits = src/db/permits.c
