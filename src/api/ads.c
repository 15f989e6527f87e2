/* /ad-placements/ */
#include "api/ads.h"

#include "base/account/role.h"
#include "rest/list.h"
#include "rest/parts.h"
#include "rest/resource.h"
#include "rest/table.h"
#include "rest/unique.h"

static const tc_field_t ad_fields[] = {
    TC_PART_ID,
    { .name = "name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED,
      .max = 100,
      .about = "Unique." },
    { .name = "description", .type = TC_F_STRING, .flags = TC_FIELD_BLANK },
    { .name = "is_active", .type = TC_F_BOOLEAN },
    { .name = "show_on_desktop", .type = TC_F_BOOLEAN },
    { .name = "show_on_mobile", .type = TC_F_BOOLEAN },
    TC_PART_TIMES,
};

const tc_fields_t tc_ads_fields = TC_PART_TABLE("AdPlacement", ad_fields);

const tc_shape_t tc_ads_shape = { .name = "AdPlacement",
                                  .of = &tc_ads_fields,
                                  .about = "A place for ads.",
                                  .versioned = 1 };

static const char *const devices[] = { "desktop", "mobile", NULL };

static const tc_filter_t filters[] = {
    { .name = "device", .type = TC_FILTER_CHOICE, .choices = devices },
    { .name = NULL }
};

static const tc_ordering_t orderings[] = { { .name = "default", .keys = "s" },
                                           { .name = "id", .keys = "" },
                                           { .name = "name", .keys = "s" },
                                           { .name = "created_at",
                                             .keys = "t" },
                                           { .name = NULL } };

static const tc_unique_t unique_name = {
    .field = "name",
    .statement = "ads_taken",
    .constraint = "ad_placements_name_key",
    .text = "ad placement with this name already exists."
};

const tc_list_t tc_ads_page = { .statement = "ads",
                                .filters = filters,
                                .orderings = orderings,
                                .search = 1,
                                .bare = 1,
                                .prepare = tc_resource_prepare };

const tc_resource_rows_t tc_ads_rows = { .statement = "ads",
                                         .unique = &unique_name,
                                         .all = TC_ADMIN };
