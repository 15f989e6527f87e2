/* /audit/: the events as they are; nothing here writes. */
#include "api/audit.h"

#include "rest/list.h"
#include "rest/parts.h"
#include "rest/table.h"

static const tc_shape_t field_name = { .name = "FieldName",
                                       .about = "The name of a field.",
                                       .schema = "{\"type\":\"string\","
                                                 "\"description\":\"The "
                                                 "name of a field.\"}",
                                       .example = "\"title\"" };

static const tc_field_t event_fields[] = {
    TC_PART_ID,
    TC_PART_READ("at", TC_F_DATETIME, 0),
    { .name = "user",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "The user name of then; null: the system, or nobody who is "
               "known." },
    { .name = "address",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "The client's; blank: the change came without a request." },
    { .name = "action",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "create, edit, delete, publish, login, login_failed ..." },
    { .name = "object_type",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "post, category, media, user, token ..." },
    TC_PART_READ("object_id", TC_F_INTEGER, TC_FIELD_NULL),
    { .name = "label",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Its title or name of then; of a failed login the name that "
               "was tried." },
    { .name = "changed",
      .type = TC_F_ARRAY,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &field_name,
      .about = "The fields that an edit has changed." },
    { .name = "request_id",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "X-Request-Id of the answer." },
};

static const tc_fields_t event = TC_PART_TABLE("Event", event_fields);

const tc_shape_t tc_audit_shape = { .name = "Event",
                                    .of = &event,
                                    .about = "Something that was done." };

static const tc_filter_t filters[] = {
    { .name = "user", .type = TC_FILTER_TEXT, .about = "A user name." },
    { .name = "action", .type = TC_FILTER_TEXT },
    { .name = "object_type", .type = TC_FILTER_TEXT },
    { .name = "object_id", .type = TC_FILTER_ID },
    { .name = "after", .type = TC_FILTER_TIME },
    { .name = "before", .type = TC_FILTER_TIME },
    { .name = NULL }
};

/* The id says when: it stands for the default order. */
static const tc_ordering_t orderings[] = {
    { .name = "default", .keys = "" },
    { .name = "id", .keys = "" },
    { .name = "at", .keys = "t" },
    { .name = NULL },
};

const tc_list_t tc_audit_page = { .statement = "audit",
                                  .filters = filters,
                                  .orderings = orderings,
                                  .default_desc = 1 };
