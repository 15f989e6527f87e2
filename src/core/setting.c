#include "core/setting.h"

#include <limits.h>
#include <string.h>

#include <httpd.h>

#include "core/directives.h"

/* The settings of a directive; one of sections (TalecraftMount) has none. */
static const tc_setting_t *first_of(const command_rec *row)
{
    static const tc_setting_t none = { .width = 0 };

    return row->cmd_data != NULL ? row->cmd_data : &none;
}

static int bit_of(const command_rec *row, const tc_setting_t *setting)
{
    return 1 << (setting - first_of(row));
}

void *tc_setting_member(tc_site_t *site, const tc_setting_t *setting)
{
    return (char *)site + setting->offset;
}

int tc_setting_is_set(const tc_site_t *site, const command_rec *row,
                      const tc_setting_t *setting)
{
    return (site->set[row - tc_directives] & bit_of(row, setting)) != 0;
}

void tc_setting_mark_set(tc_site_t *site, const command_rec *row,
                         const tc_setting_t *setting)
{
    site->set[row - tc_directives] |= bit_of(row, setting);
}

void tc_setting_defaults(apr_pool_t *p, tc_site_t *site)
{
    const char *wrong;

    for (const command_rec *row = tc_directives; row->name != NULL; row++) {
        for (const tc_setting_t *setting = first_of(row); setting->width != 0;
             setting++) {
            ap_assert(setting - first_of(row) < CHAR_BIT);
            if (setting->read != NULL && setting->value != NULL) {
                wrong = setting->read(p, setting, setting->value,
                                      tc_setting_member(site, setting));
                ap_assert(wrong == NULL);
            }
        }
    }
}

void tc_setting_inherit(tc_site_t *site, const tc_site_t *base)
{
    for (const command_rec *row = tc_directives; row->name != NULL; row++) {
        for (const tc_setting_t *setting = first_of(row); setting->width != 0;
             setting++) {
            if (!tc_setting_is_set(site, row, setting)) {
                memcpy(tc_setting_member(site, setting),
                       (const char *)base + setting->offset, setting->width);
            }
        }
    }
    for (size_t i = 0; i < sizeof(site->set); i++) {
        site->set[i] |= base->set[i];
    }
}
