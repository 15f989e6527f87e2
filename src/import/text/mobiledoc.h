/* Mobiledoc documents (0.3), as Ghost 1 to 4 have them, into blocks. */
#ifndef TC_IMPORT_TEXT_MOBILEDOC_H
#define TC_IMPORT_TEXT_MOBILEDOC_H

#include "base/json/json.h"
#include "import/text/cards.h"

/* Append all that is in the document. 0: it is none. */
int tc_mobiledoc_add(tc_cards_t *cards, const tc_json_t *document);

#endif
