/* /ad-placements/: a plain resource. */
#ifndef TC_API_ADS_H
#define TC_API_ADS_H

#include "rest/list.h"
#include "rest/resource.h"
#include "rest/table.h"

extern const tc_resource_rows_t tc_ads_rows;
extern const tc_list_t tc_ads_page;
extern const tc_fields_t tc_ads_fields;
extern const tc_shape_t tc_ads_shape;

#endif
