/*
 * libFuzzer target: any bytes have a type or none, the same wherever they
 * lie, and whatever follows the bytes that are enough for every type.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/files/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition) {
        abort();
    }
}

/* In a block of exactly that size, so that a look beyond it is seen. */
static const tc_sniff_t *sniff(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    const tc_sniff_t *found;

    require(copy != NULL);
    if (size > 0) {
        memcpy(copy, data, size);
    }
    found = tc_sniff(copy, size);
    free(copy);
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const tc_sniff_t *found = sniff(data, size);

    require(found == tc_sniff(data, size));
    if (found) {
        require(strcmp(found->media_type, "IMAGE") == 0 ||
                strcmp(found->media_type, "VIDEO") == 0);
        require(strchr(found->mime_type, '/') != NULL);
        require(found->extension[0] != '\0');
    }
    if (size > TC_SNIFF_BYTES) {
        require(found == sniff(data, TC_SNIFF_BYTES));
    }
    return 0;
}
