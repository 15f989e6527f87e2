EXTRA_test_address = src/outbox/address.c
