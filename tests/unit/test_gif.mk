EXTRA_test_gif = src/worker/gif.c
