/* What Python's str() makes of a JSON value: some texts of the contract
 * quote their input that way. */
#ifndef TC_REST_PYTHON_H
#define TC_REST_PYTHON_H

#include "base/json/json.h"

/*
 * str(value): text as it is, True, None, 1.0, ['a', {'b': 1}]. From p, or
 * value's own. Of a list or dict only as much is made as tc_text_quote()
 * shows, and a little more, which tells it that there was more: a client's
 * value costs here what its text does, however long and deep it is.
 */
const char *tc_python_str(apr_pool_t *p, const tc_json_t *value);

#endif
