/* Lexical documents, as Ghost 5 has them, into blocks. */
#ifndef TC_IMPORT_TEXT_LEXICAL_H
#define TC_IMPORT_TEXT_LEXICAL_H

#include "base/json/json.h"
#include "import/text/cards.h"

/* Append all that is in the document. 0: it is none. */
int tc_lexical_add(tc_cards_t *cards, const tc_json_t *document);

#endif
