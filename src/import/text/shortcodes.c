#include "import/text/shortcodes.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "import/text/html.h"

#define NAME_MAX_BYTES 40

typedef struct {
    apr_pool_t *p;
    const tc_content_hooks_t *hooks;
    apr_array_header_t *pieces; /* of const char * */
    const char *copied;         /* what stands before this is in pieces */
} codes_t;

/* One shortcode at `begin`. */
typedef struct {
    const char *begin; /* its bracket */
    const char *name;
    const char *attributes; /* what stands behind the name */
    const char *behind;     /* its closing bracket */
} code_t;

static int read_code(apr_pool_t *p, const char *at, code_t *code)
{
    apr_size_t len = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz"
                                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    const char *end = strpbrk(at + 1, "]\n<[");

    if (len == 0 || len > NAME_MAX_BYTES || !apr_isalpha(at[1]) ||
        end == NULL || *end != ']' || strchr(" ]/", at[1 + len]) == NULL) {
        return 0;
    }
    *code = (code_t){ .begin = at,
                      .name = apr_pstrmemdup(p, at + 1, len),
                      .attributes = apr_pstrmemdup(p, at + 1 + len,
                                                   end - at - 1 - len),
                      .behind = end + 1 };
    return 1;
}

/* name="value", name='value' or name=value; NULL: there is none. */
static const char *attribute(apr_pool_t *p, const code_t *code,
                             const char *name)
{
    apr_size_t len = strlen(name);
    const char *at = code->attributes;

    while ((at = strstr(at, name)) != NULL) {
        if (at > code->attributes && at[-1] == ' ' && at[len] == '=') {
            const char *value = at + len + 1;
            char quote = *value;

            if (quote == '"' || quote == '\'') {
                value++;
                return apr_pstrmemdup(
                    p, value, strcspn(value, quote == '"' ? "\"" : "'"));
            }
            return apr_pstrmemdup(p, value, strcspn(value, " "));
        }
        at += len;
    }
    return NULL;
}

static const char *escape(apr_pool_t *p, const char *text)
{
    apr_array_header_t *out = apr_array_make(p, 4, sizeof(char *));

    while (*text != '\0') {
        apr_size_t len = strcspn(text, "\"<>&");

        APR_ARRAY_PUSH(out, const char *) = apr_pstrmemdup(p, text, len);
        text += len;
        if (*text != '\0') {
            APR_ARRAY_PUSH(out, const char *) = *text == '"'   ? "&quot;"
                                                : *text == '<' ? "&lt;"
                                                : *text == '>' ? "&gt;"
                                                               : "&amp;";
            text++;
        }
    }
    return apr_array_pstrcat(p, out, 0);
}

static void push(const codes_t *codes, const char *text)
{
    APR_ARRAY_PUSH(codes->pieces, const char *) = text;
}

/* Html in place of all up to behind. */
static const char *replace(codes_t *codes, const code_t *code,
                           const char *behind, const char *html)
{
    push(codes,
         apr_pstrmemdup(codes->p, codes->copied, code->begin - codes->copied));
    push(codes, html);
    codes->copied = behind;
    return behind;
}

/* What stands between "[name]" and "[/name]", from p; NULL: it is not closed.
 * *behind: the end of all. */
static const char *inner(apr_pool_t *p, const code_t *code,
                         const char **behind)
{
    const char *end_tag = apr_pstrcat(p, "[/", code->name, "]", NULL);
    const char *end = strstr(code->behind, end_tag);

    if (end == NULL) {
        return NULL;
    }
    *behind = end + strlen(end_tag);
    return apr_pstrmemdup(p, code->behind, end - code->behind);
}

/* The picture, perhaps within a link, and behind it the caption; in older texts
 * the caption is an attribute. */
static const char *caption(codes_t *codes, const code_t *code)
{
    const char *behind;
    const char *text = inner(codes->p, code, &behind);
    const char *told = attribute(codes->p, code, "caption");
    const char *image = text != NULL ? strstr(text, "<img") : NULL;
    const char *end = image != NULL ? strchr(image, '>') : NULL;
    apr_size_t after;

    if (end == NULL) {
        return NULL;
    }
    end++;
    after = strspn(end, " \t\r\n");
    if (strncmp(end + after, "</a>", 4) == 0) {
        end += after + 4;
    }
    return replace(codes, code, behind,
                   apr_pstrcat(codes->p, "<figure>",
                               apr_pstrmemdup(codes->p, text, end - text),
                               "<figcaption>", told != NULL ? told : "", end,
                               "</figcaption></figure>", NULL));
}

static const char *gallery(codes_t *codes, const code_t *code)
{
    const char *ids = attribute(codes->p, code, "ids");

    if (ids == NULL) {
        ids = attribute(codes->p, code, "include");
    }
    return ids == NULL ? NULL
                       : replace(codes, code, code->behind,
                                 apr_pstrcat(codes->p, "<figure class=\"",
                                             TC_HTML_GALLERY, "\" data-ids=\"",
                                             escape(codes->p, ids),
                                             "\"></figure>", NULL));
}

static const char *embed(codes_t *codes, const code_t *code)
{
    const char *behind;
    const char *url = inner(codes->p, code, &behind);

    return url == NULL
               ? NULL
               : replace(codes, code, behind,
                         apr_pstrcat(codes->p,
                                     "<figure class=\"wp-block-embed\"><div>",
                                     escape(codes->p, url), "</div></figure>",
                                     NULL));
}

static const char *player(codes_t *codes, const code_t *code)
{
    static const char *const sources[] = { "src", "mp4", "webm", "m4v", "mov",
                                           "mp3", "m4a", "ogg",  "wav" };
    const char *behind = code->behind;
    const char *url = NULL;

    for (size_t i = 0; url == NULL && i < sizeof(sources) / sizeof(*sources);
         i++) {
        url = attribute(codes->p, code, sources[i]);
    }
    if (url == NULL) {
        return NULL;
    }
    (void)inner(codes->p, code, &behind);
    return replace(codes, code, behind,
                   apr_pstrcat(codes->p, "<video src=\"",
                               escape(codes->p, url), "\"></video>", NULL));
}

/* Where to go on. */
static const char *take(codes_t *codes, const code_t *code)
{
    static const struct {
        const char *name;
        const char *(*make)(codes_t *, const code_t *);
    } known[] = {
        { "caption", caption }, { "wp_caption", caption },
        { "gallery", gallery }, { "embed", embed },
        { "video", player },    { "audio", player },
    };
    const char *behind = NULL;

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(known[i].name, code->name) == 0) {
            behind = known[i].make(codes, code);
        }
    }
    if (behind == NULL) {
        codes->hooks->tell(codes->hooks->baton,
                           apr_pstrcat(codes->p,
                                       "a shortcode stayed as text: "
                                       "[",
                                       code->name, code->attributes, "]",
                                       NULL));
        behind = code->behind;
    }
    return behind;
}

const char *tc_shortcodes_html(apr_pool_t *p, const char *text,
                               const tc_content_hooks_t *hooks)
{
    codes_t codes = { .p = p,
                      .hooks = hooks,
                      .pieces = apr_array_make(p, 8, sizeof(char *)),
                      .copied = text };
    const char *at = text;
    code_t code;

    while ((at = strchr(at, '[')) != NULL) {
        if (at[1] == '[') {
            at += 2; /* "[[name]]" is no shortcode */
        }
        else if (read_code(p, at, &code)) {
            at = take(&codes, &code);
        }
        else {
            at++;
        }
    }
    push(&codes, codes.copied);
    return apr_array_pstrcat(p, codes.pieces, 0);
}
