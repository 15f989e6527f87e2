#include "cli/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <apr_strings.h>

#include "cli/progress.h"
#include "cli/conf_file.h"
#include "import/django/django.h"
#include "import/files.h"
#include "import/ghost.h"
#include "import/run.h"
#include "import/wordpress.h"

typedef struct options options_t;

typedef struct {
    const char *name;  /* of the verb */
    const char *from;  /* the option that names where media come from */
    const char *more;  /* a flag of its own; NULL: it has none */
    const char *needs; /* the option that has the source; NULL: a file has */
    const char *const *usage; /* its own lines */
    int (*run)(tc_import_t *run, const options_t *options);
} system_t;

struct options {
    const system_t *system;
    const char *argument; /* the file, or a database */
    const char *tables[TC_DJANGO_TABLES];
    const char *folder;
    const char *store; /* TalecraftMediaRoot */
    const char *site;
    const char *map;
    const char *report;
    int dry;
    int more;
};

static const char *const usage[] = {
    "",
    "  --media-root DIR  where the site keeps its media (TalecraftMediaRoot)",
    "  --site NAME       database and media of a site that setup has made",
    "  --map FILE        write what each old id and address has become",
    "  --report FILE     write remarks there, not to standard output",
    "  --dry-run         do all of it, and take it back",
    NULL
};

static const char *const usage_wordpress[] = {
    "usage: talecraftctl [-d CONNINFO] import wordpress FILE.xml",
    "           --uploads DIR --media-root DIR | --site NAME [OPTION...]", NULL
};

static const char *const usage_ghost[] = {
    "usage: talecraftctl [-d CONNINFO] import ghost FILE.json",
    "           --content DIR --media-root DIR | --site NAME [OPTION...]", "",
    "  --categories      the first tag of a post becomes its category", NULL
};

static const char *const usage_django[] = {
    "usage: talecraftctl [-d CONNINFO] import django --source CONNINFO",
    "           --media DIR --media-root DIR | --site NAME [OPTION...]",
    "",
    "  --users TABLE, --categories TABLE, --media-table TABLE, --posts TABLE,",
    "  --ads TABLE, --slugs TABLE, --tags TABLE, --post-tags TABLE",
    "                    where they are not found by their columns",
    NULL
};

static int is_flag(options_t *options, const char *text)
{
    if (strcmp(text, "--dry-run") == 0) {
        options->dry = 1;
        return 1;
    }
    if (options->system->more != NULL &&
        strcmp(text, options->system->more) == 0) {
        options->more = 1;
        return 1;
    }
    return 0;
}

/* Of a source that is a database. */
static const char **source_option(options_t *options, const char *text)
{
    static const char *const names[TC_DJANGO_TABLES] = {
        "--users", "--categories", "--media-table", "--posts",
        "--ads",   "--slugs",      "--tags",        "--post-tags"
    };

    for (int i = 0; i < TC_DJANGO_TABLES; i++) {
        if (strcmp(names[i], text) == 0) {
            return &options->tables[i];
        }
    }
    return strcmp(options->system->needs, text) == 0 ? &options->argument
                                                     : NULL;
}

static const char **option(options_t *options, const char *text)
{
    const struct {
        const char *name;
        const char **value;
    } known[] = {
        { options->system->from, &options->folder },
        { "--media-root", &options->store },
        { "--site", &options->site },
        { "--map", &options->map },
        { "--report", &options->report },
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(known[i].name, text) == 0) {
            return known[i].value;
        }
    }
    return options->system->needs != NULL ? source_option(options, text)
                                          : NULL;
}

static tc_exit_t read_options(options_t *options, int argc, char *const *argv)
{
    for (int i = 0; i < argc; i++) {
        const char **value = option(options, argv[i]);

        if (value != NULL && i + 1 == argc) {
            return tc_ctl_fail(TC_EXIT_USAGE, "%s needs a value", argv[i]);
        }
        if (value != NULL) {
            *value = argv[++i];
        }
        else if (options->argument == NULL && argv[i][0] != '-' &&
                 options->system->needs == NULL) {
            options->argument = argv[i];
        }
        else if (!is_flag(options, argv[i])) {
            return tc_ctl_fail(TC_EXIT_USAGE,
                               "import %s takes no \"%s\"; see import %s "
                               "--help",
                               options->system->name, argv[i],
                               options->system->name);
        }
    }
    return TC_EXIT_OK;
}

static FILE *open_output(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    return fd >= 0 ? fdopen(fd, "w") : NULL;
}

static tc_exit_t open_outputs(tc_import_t *run, const options_t *options)
{
    run->report = stdout;
    if (options->report != NULL) {
        run->report = open_output(options->report);
    }
    if (options->map != NULL && !options->dry) {
        run->map = open_output(options->map);
    }
    if (run->report == NULL ||
        (options->map != NULL && !options->dry && run->map == NULL)) {
        return tc_ctl_fail(TC_EXIT_INPUT,
                           "map or report cannot be written: "
                           "%s",
                           strerror(errno));
    }
    return TC_EXIT_OK;
}

static tc_exit_t prepare(tc_ctl_t *ctl, options_t *options, tc_import_t *run)
{
    tc_exit_t rc = TC_EXIT_OK;

    if (options->site != NULL) {
        rc = tc_conf_file_read(ctl, options->site, &options->store);
    }
    if (rc != TC_EXIT_OK) {
        return rc;
    }
    if (options->folder != NULL && options->store == NULL && !options->dry) {
        return tc_ctl_fail(TC_EXIT_USAGE, "media need --media-root or --site");
    }
    rc = tc_ctl_connect_current(ctl);
    if (rc != TC_EXIT_OK) {
        return rc;
    }
    *run = (tc_import_t){ .p = ctl->p,
                          .item = ctl->p,
                          .pg = ctl->pg,
                          .folder = -1,
                          .dry = options->dry };
    if ((options->folder != NULL &&
         !tc_import_files_open(run, options->folder)) ||
        !tc_import_files_prepare(run, options->store)) {
        return tc_ctl_fail(TC_EXIT_INPUT, "%s", run->fault);
    }
    return open_outputs(run, options);
}

/* How a run ended. */
static tc_exit_t conclude(tc_import_t *run, int ok)
{
    long refused = 0;

    for (int kind = 0; kind < TC_IMPORT_KINDS; kind++) {
        refused += run->counts[kind].refused;
    }
    if (fflush(run->report) != 0) {
        return tc_ctl_fail(TC_EXIT_INPUT, "the report cannot be written");
    }
    if (!ok) {
        return tc_ctl_fail(run->lost ? TC_EXIT_DATABASE : TC_EXIT_INPUT, "%s",
                           run->fault != NULL ? run->fault
                                              : "the import has ended early");
    }
    return refused == 0 ? TC_EXIT_OK
                        : tc_ctl_fail(TC_EXIT_FAULTS,
                                      "%ld could not be imported; the report "
                                      "names them",
                                      refused);
}

/* What is shown goes with the kind: "post: 1200". */
typedef struct {
    tc_progress_t progress;
    const char *kind;
} shown_t;

static void advanced(void *baton, const char *kind, long done)
{
    shown_t *shown = baton;

    if (kind == NULL || shown->kind != kind) {
        tc_progress_end(&shown->progress);
        shown->kind = kind;
    }
    if (kind != NULL) {
        shown->progress.what = kind;
        tc_progress_at(&shown->progress, done);
    }
}

static tc_exit_t run_shown(tc_import_t *run, const options_t *options)
{
    shown_t *shown = apr_pcalloc(run->p, sizeof(*shown));
    int ok;

    shown->progress = tc_progress_begin(NULL);
    run->advanced = advanced;
    run->advanced_baton = shown;
    ok = options->system->run(run, options);
    tc_progress_end(&shown->progress);
    return conclude(run, ok);
}

static tc_exit_t print_usage(const system_t *system)
{
    for (int i = 0; system->usage[i] != NULL; i++) {
        printf("%s\n", system->usage[i]);
    }
    for (int i = system->more != NULL; usage[i] != NULL; i++) {
        printf("%s\n", usage[i]);
    }
    return TC_EXIT_OK;
}

static int run_wordpress(tc_import_t *run, const options_t *options)
{
    return tc_wordpress_import(run, options->argument);
}

static int run_ghost(tc_import_t *run, const options_t *options)
{
    return tc_ghost_import(run, options->argument, options->more);
}

static int run_django(tc_import_t *run, const options_t *options)
{
    return tc_django_import(run, options->argument, options->tables);
}

static const system_t systems[] = {
    { "wordpress", "--uploads", NULL, NULL, usage_wordpress, run_wordpress },
    { "ghost", "--content", "--categories", NULL, usage_ghost, run_ghost },
    { "django", "--media", NULL, "--source", usage_django, run_django },
};

static tc_exit_t import(tc_ctl_t *ctl, const system_t *system, int argc,
                        char *const *argv)
{
    options_t options = { .system = system };
    tc_import_t run = { .p = ctl->p };
    tc_exit_t rc;

    if (argc > 0 && strcmp(argv[0], "--help") == 0) {
        return print_usage(system);
    }
    rc = read_options(&options, argc, argv);
    if (rc == TC_EXIT_OK && options.argument == NULL) {
        rc = tc_ctl_fail(
            TC_EXIT_USAGE, "import %s needs %s; see import %s --help",
            system->name, system->needs != NULL ? system->needs : "a file",
            system->name);
    }
    if (rc == TC_EXIT_OK) {
        rc = prepare(ctl, &options, &run);
    }
    return rc == TC_EXIT_OK ? run_shown(&run, &options) : rc;
}

tc_exit_t tc_cli_import(tc_ctl_t *ctl, int argc, char *const *argv)
{
    for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++) {
        if (argc > 0 && strcmp(argv[0], systems[i].name) == 0) {
            return import(ctl, &systems[i], argc - 1, argv + 1);
        }
    }
    return tc_ctl_fail(TC_EXIT_USAGE, "import needs one of wordpress, ghost "
                                      "and django; see --help");
}
