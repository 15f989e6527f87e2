/* The schemas of block types. */
#ifndef TC_OPENAPI_BLOCKS_H
#define TC_OPENAPI_BLOCKS_H

#include "openapi/openapi.h"

/* Block and the schemas of all its types. */
void tc_openapi_blocks(const tc_openapi_t *o);

#endif
