/* The fields of media: the whole model, and what everybody may know. */
#include "api/media.h"

#include "rest/parts.h"

const char *const tc_media_types[] = { "IMAGE", "VIDEO", NULL };
const char *const tc_media_statuses[] = { "UPLOADED", "PROCESSING", "READY",
                                          "FAILED", NULL };

#define TEXTS TC_PART_TEXT("alt_text", 255), TC_PART_TEXT("caption", 500)
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
    TC_PART_ID,
    KIND,
    STATUS,
    TC_PART_READ("original_file", TC_F_URL, 0),
    VARIANTS,
    TC_PART_READ("width", TC_F_INTEGER, TC_FIELD_NULL),
    TC_PART_READ("height", TC_F_INTEGER, TC_FIELD_NULL),
    TC_PART_READ("duration", TC_F_NUMBER, TC_FIELD_NULL),
    TC_PART_READ("file_size", TC_F_INTEGER, 0),
    TC_PART_READ("file_hash", TC_F_STRING, 0),
    TC_PART_READ("mime_type", TC_F_STRING, 0),
    TC_PART_READ("original_name", TC_F_STRING, 0),
    TEXTS,
    TC_PART_READ("error", TC_F_STRING, TC_FIELD_NULL),
    TC_PART_READ("uploaded_by", TC_F_STRING, 0),
    TC_PART_TIMES,
    TC_PART_READ("url", TC_F_URL, TC_FIELD_NULL),
    TC_PART_READ("srcset", TC_F_STRING, TC_FIELD_NULL),
    TC_PART_READ("placeholder", TC_F_STRING, TC_FIELD_NULL),
};

const tc_fields_t tc_media_fields = TC_PART_TABLE("Media", media_fields);

static const tc_field_t media_public_fields[] = {
    TC_PART_ID,
    KIND,
    TC_PART_READ("mime_type", TC_F_STRING, 0),
    STATUS,
    TC_PART_READ("url", TC_F_URL, TC_FIELD_NULL),
    TC_PART_READ("srcset", TC_F_STRING, TC_FIELD_NULL),
    VARIANTS,
    TC_PART_READ("placeholder", TC_F_STRING, TC_FIELD_NULL),
    TC_PART_READ("width", TC_F_INTEGER, TC_FIELD_NULL),
    TC_PART_READ("height", TC_F_INTEGER, TC_FIELD_NULL),
    TC_PART_READ("duration", TC_F_NUMBER, TC_FIELD_NULL),
    TC_PART_READ("alt_text", TC_F_STRING, 0),
    TC_PART_READ("caption", TC_F_STRING, 0),
};

const tc_fields_t tc_media_public_fields = TC_PART_TABLE("MediaPublic",
                                                         media_public_fields);

/* The form fields that are texts; the file itself is media/upload's. */
static const tc_field_t media_upload_fields[] = { TEXTS };

const tc_fields_t tc_media_upload_fields = TC_PART_TABLE("MediaUpload",
                                                         media_upload_fields);
