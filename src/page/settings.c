#include "page/settings.h"

#include <apr_strings.h>
#include <string.h>

#include "base/json/writer.h"
#include "base/text/most.h"
#include "core/mount.h"
#include "core/site.h"
#include "http/origin.h"
#include "version.h"

const char *tc_settings_origin(const request_rec *r)
{
    int odd;

    return tc_origin_of(r, tc_site_of(r->server), &odd);
}

/* From the page at mount to a path of the same host: "../api/". */
static const char *relative(apr_pool_t *p, const char *mount, const char *path)
{
    const char *up = "";

    for (const char *at = mount; *at != '\0'; at++) {
        if (*at == '/') {
            up = apr_pstrcat(p, up, "../", NULL);
        }
    }
    return apr_pstrcat(p, up, path[0] == '/' ? path + 1 : path, NULL);
}

static void write_text(tc_writer_t *w, const char *name, const char *text)
{
    if (text != NULL) {
        tc_writer_put_string(w, name, text);
    }
    else {
        tc_writer_put_raw(w, name, "null");
    }
}

static void write_limits(tc_writer_t *w, const tc_site_t *site)
{
    tc_writer_key(w, "limits");
    tc_writer_open(w, '{');
    tc_writer_put_int(w, "upload", site->max_upload);
    tc_writer_put_int(w, "body", (apr_int64_t)site->max_body);
    tc_writer_put_int(w, "blocks", TC_MOST_BLOCKS);
    tc_writer_put_int(w, "content", TC_MOST_CONTENT);
    tc_writer_put_int(w, "media", TC_MOST_CONTENT_MEDIA);
    tc_writer_put_int(w, "gallery", TC_MOST_GALLERY);
    tc_writer_close(w, '}');
}

static void write_variants(tc_writer_t *w, const tc_site_t *site)
{
    tc_writer_key(w, "variants");
    tc_writer_open(w, '[');
    for (int i = 0; i < site->variants->nelts; i++) {
        const tc_variant_t *variant = &APR_ARRAY_IDX(site->variants, i,
                                                     tc_variant_t);

        tc_writer_open(w, '{');
        tc_writer_put_string(w, "name", variant->name);
        tc_writer_put_int(w, "width", variant->width);
        tc_writer_close(w, '}');
    }
    tc_writer_close(w, ']');
}

const char *tc_settings_json(request_rec *r, const char *mount)
{
    const tc_site_t *site = tc_site_of(r->server);
    const tc_mount_t *api = tc_mount_find(site, "talecraft");
    tc_writer_t *w = tc_writer_make(r->pool);

    tc_writer_open(w, '{');
    if (api != NULL) {
        tc_writer_put_string(
            w, "api",
            relative(r->pool, mount,
                     apr_pstrcat(r->pool, api->path, "/", NULL)));
    }
    else {
        tc_writer_put_raw(w, "api", "null");
        tc_writer_put_string(w, "problem",
                             "This host has no <Location> with SetHandler "
                             "talecraft, so there is nothing to edit.");
    }
    tc_writer_put_string(w, "site", r->server->server_hostname);
    tc_writer_put_string(w, "origin", tc_settings_origin(r));
    tc_writer_put_string(w, "media", site->media_url);
    write_text(w, "time_zone", site->time_zone);
    write_text(w, "post_url", site->post_url);
    write_limits(w, site);
    write_variants(w, site);
    tc_writer_put_string(w, "version", TC_VERSION);
    tc_writer_close(w, '}');
    return tc_writer_text(w, NULL);
}
