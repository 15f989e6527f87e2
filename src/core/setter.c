#include "core/setter.h"

#include <string.h>

#include <apr_strings.h>

#include "core/purge_target.h"
#include "core/setting.h"
#include "core/site.h"
#include "core/variants.h"

static const char *set(cmd_parms *cmd, const tc_setting_t *setting,
                       const char *text)
{
    tc_site_t *site = tc_site_of(cmd->server);
    const char *wrong = NULL;

    if (setting->scope == TC_SETTING_SERVER) {
        wrong = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    }
    if (wrong != NULL) {
        return wrong; /* has the directive's name */
    }
    wrong = setting->read(cmd->pool, setting, text,
                          tc_setting_member(site, setting));
    if (wrong != NULL) {
        return apr_pstrcat(cmd->pool, cmd->cmd->name, ": ", wrong, NULL);
    }
    tc_setting_mark_set(site, cmd->cmd, setting);
    return NULL;
}

const char *tc_setter_word(cmd_parms *cmd, void *dir, const char *text)
{
    (void)dir;
    return set(cmd, cmd->info, text);
}

const char *tc_setter_flag(cmd_parms *cmd, void *dir, int on)
{
    (void)dir;
    return set(cmd, cmd->info, on ? "On" : "Off");
}

const char *tc_setter_part(cmd_parms *cmd, void *dir, const char *word,
                           const char *text)
{
    const char *words = NULL;

    (void)dir;
    for (const tc_setting_t *part = cmd->info; part->width != 0; part++) {
        if (strcmp(part->word, word) == 0) {
            return set(cmd, part, text);
        }
        words = words == NULL
                    ? part->word
                    : apr_pstrcat(cmd->pool, words, ", ", part->word, NULL);
    }
    return apr_psprintf(cmd->pool, "%s: the first word must be one of %s",
                        cmd->cmd->name, words);
}

/* The first line of a section takes the place of the default sizes. */
const char *tc_setter_variant(cmd_parms *cmd, void *dir, const char *name,
                              const char *width, const char *quality)
{
    tc_site_t *site = tc_site_of(cmd->server);
    int is_first = !tc_setting_is_set(site, cmd->cmd, cmd->info);

    (void)dir;
    tc_setting_mark_set(site, cmd->cmd, cmd->info);
    return tc_variants_set(cmd->pool, site->variants, is_first, name, width,
                           quality);
}

const char *tc_setter_purge(cmd_parms *cmd, void *dir, int count,
                            char *const words[])
{
    tc_site_t *site = tc_site_of(cmd->server);

    (void)dir;
    tc_setting_mark_set(site, cmd->cmd, cmd->info);
    return tc_purge_target_read(cmd->pool,
                                ap_server_root_relative(cmd->pool, ""), count,
                                words, &site->purge);
}

const char *tc_setter_mount(cmd_parms *cmd, void *dir_v, const char *path)
{
    tc_dir_t *dir = dir_v;
    apr_size_t len = strlen(path);

    if (path[0] != '/') {
        return "TalecraftMount: a path that begins with a slash is needed";
    }
    while (len > 0 && path[len - 1] == '/') {
        len--;
    }
    dir->mount = apr_pstrmemdup(cmd->pool, path, len);
    tc_site_of(cmd->server)->mount_named = 1;
    return NULL;
}
