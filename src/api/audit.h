/* /audit/: who has done what, for administrators. */
#ifndef TC_API_AUDIT_H
#define TC_API_AUDIT_H

#include "rest/list.h"
#include "rest/table.h"

extern const tc_shape_t tc_audit_shape;
extern const tc_list_t tc_audit_page;

#endif
