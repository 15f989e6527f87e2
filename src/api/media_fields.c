/* The fields of media: the whole model, and what everybody may know. */
#include "api/media.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

const char *const tc_media_types[] = { "IMAGE", "VIDEO", NULL };
const char *const tc_media_statuses[] = { "UPLOADED", "PROCESSING", "READY",
                                          "FAILED", NULL };

#define READ(field_name, field_type, more)      \
    {                                           \
        .name = field_name, .type = field_type, \
        .flags = TC_FIELD_READ_ONLY | (more)    \
    }
#define TEXTS                                                            \
    { .name = "alt_text",                                                \
      .type = TC_F_STRING,                                               \
      .flags = TC_FIELD_BLANK,                                           \
      .max = 255 },                                                      \
    {                                                                    \
        .name = "caption", .type = TC_F_STRING, .flags = TC_FIELD_BLANK, \
        .max = 500                                                       \
    }
#define KIND                                                   \
    {                                                          \
        .name = "media_type", .type = TC_F_CHOICE,             \
        .flags = TC_FIELD_READ_ONLY, .choices = tc_media_types \
    }
#define STATUS                                                              \
    {                                                                       \
        .name = "status", .type = TC_F_CHOICE, .flags = TC_FIELD_READ_ONLY, \
        .choices = tc_media_statuses                                        \
    }
#define VARIANTS                                                              \
    {                                                                         \
        .name = "variants", .type = TC_F_OBJECT, .flags = TC_FIELD_READ_ONLY, \
        .schema = "Variants"                                                  \
    }

static const tc_field_t media_fields[] = {
    READ("id", TC_F_INTEGER, 0),
    KIND,
    STATUS,
    READ("original_file", TC_F_URL, 0),
    VARIANTS,
    READ("width", TC_F_INTEGER, TC_FIELD_NULL),
    READ("height", TC_F_INTEGER, TC_FIELD_NULL),
    READ("duration", TC_F_NUMBER, TC_FIELD_NULL),
    READ("file_size", TC_F_INTEGER, 0),
    READ("file_hash", TC_F_STRING, 0),
    READ("mime_type", TC_F_STRING, 0),
    READ("original_name", TC_F_STRING, 0),
    TEXTS,
    READ("error", TC_F_STRING, TC_FIELD_NULL),
    READ("uploaded_by", TC_F_STRING, 0),
    READ("created_at", TC_F_DATETIME, 0),
    READ("updated_at", TC_F_DATETIME, 0),
    READ("url", TC_F_URL, TC_FIELD_NULL),
    READ("srcset", TC_F_STRING, TC_FIELD_NULL),
    READ("placeholder", TC_F_STRING, TC_FIELD_NULL),
};

const tc_fields_t tc_media_fields = { .name = "Media",
                                      .fields = media_fields,
                                      .count = COUNT(media_fields) };

static const tc_field_t media_public_fields[] = {
    READ("id", TC_F_INTEGER, 0),
    KIND,
    READ("mime_type", TC_F_STRING, 0),
    STATUS,
    READ("url", TC_F_URL, TC_FIELD_NULL),
    READ("srcset", TC_F_STRING, TC_FIELD_NULL),
    VARIANTS,
    READ("placeholder", TC_F_STRING, TC_FIELD_NULL),
    READ("width", TC_F_INTEGER, TC_FIELD_NULL),
    READ("height", TC_F_INTEGER, TC_FIELD_NULL),
    READ("duration", TC_F_NUMBER, TC_FIELD_NULL),
    READ("alt_text", TC_F_STRING, 0),
    READ("caption", TC_F_STRING, 0),
};

const tc_fields_t tc_media_public_fields = { .name = "MediaPublic",
                                             .fields = media_public_fields,
                                             .count = COUNT(
                                                 media_public_fields) };

/* The form fields that are texts; the file itself is media/upload's. */
static const tc_field_t media_upload_fields[] = { TEXTS };

const tc_fields_t tc_media_upload_fields = { .name = "MediaUpload",
                                             .fields = media_upload_fields,
                                             .count = COUNT(
                                                 media_upload_fields) };
