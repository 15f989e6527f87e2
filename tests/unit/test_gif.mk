EXTRA_test_gif = src/worker/picture/gif.c
