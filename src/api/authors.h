/* Handlers and tables of /authors/ and /people/: users as readers see them,
 * and as those do who choose an author. */
#ifndef TC_API_AUTHORS_H
#define TC_API_AUTHORS_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"

extern const tc_list_t tc_authors_page;
extern const tc_list_t tc_authors_people;
tc_error_t *tc_authors_read(tc_ctx_t *ctx);
extern const tc_shape_t tc_authors_shape;
extern const tc_shape_t tc_authors_role; /* of /people/ */

#endif
