#include "base/clip/samples.h"

#define TYPE TC_BOX_TYPE

/* Version, flags, number of entries. */
#define TABLE_HEAD 8
#define AT_ONCE 4096

/* Numbers one after the other, read many at once. */
typedef struct {
    tc_bytes_t *source;
    apr_uint64_t at; /* of what is not read yet */
    apr_uint64_t end;
    apr_size_t width;
    apr_size_t have;
    apr_size_t used;
    unsigned char raw[AT_ONCE];
} table_t;

/* The entries of a box, of so many numbers each. */
static void open_table(table_t *table, tc_bytes_t *source, const tc_box_t *box,
                       apr_uint64_t head, int width, int numbers)
{
    apr_uint64_t count = tc_box_number(source, box, head - 4, 4);
    apr_uint64_t room = box->end - box->body;
    apr_uint64_t len = count * (apr_uint64_t)(width * numbers);

    table->source = source;
    table->width = (apr_size_t)width;
    table->have = table->used = 0;
    table->at = table->end = box->body + (head < room ? head : room);
    if (head < room) {
        table->end += len < room - head ? len : room - head;
    }
}

static int fill(table_t *table)
{
    apr_uint64_t left = table->end - table->at;
    apr_size_t len = left < AT_ONCE ? (apr_size_t)left : AT_ONCE;

    len -= len % table->width;
    if (len == 0 || !tc_bytes_get(table->source, table->at, table->raw, len)) {
        return 0;
    }
    table->at += len;
    table->have = len;
    table->used = 0;
    return 1;
}

static int take(table_t *table, apr_uint64_t *number)
{
    if (table->used == table->have && !fill(table)) {
        return 0;
    }
    *number = 0;
    for (apr_size_t i = 0; i < table->width; i++) {
        *number = *number << 8 | table->raw[table->used++];
    }
    return 1;
}

static int width_of(const tc_box_t *offsets)
{
    return offsets->type == TYPE('c', 'o', '6', '4') ? 8 : 4;
}

/* ------------------------------------------------------------------- moves */

static void write_number(unsigned char *to, apr_size_t width,
                         apr_uint64_t number)
{
    while (width-- > 0) {
        to[width] = (unsigned char)number;
        number >>= 8;
    }
}

int tc_samples_move(tc_bytes_t *source, const tc_box_t *box,
                    const tc_clean_move_t *move, const tc_clean_sink_t *sink)
{
    apr_uint64_t number;
    table_t table;

    if (move->start == move->end) {
        return 1;
    }
    open_table(&table, source, box, TABLE_HEAD, width_of(box), 1);
    while (take(&table, &number)) {
        write_number(table.raw + table.used - table.width, table.width,
                     tc_clean_place(move, number));
        if (table.used == table.have &&
            !sink->put(sink->baton, table.at - table.have, table.raw,
                       table.have)) {
            return 0;
        }
    }
    return table.at == table.end;
}

/* ----------------------------------------------------------------- samples */

typedef struct {
    table_t offsets;
    table_t runs;  /* stsc: first chunk, samples a chunk, description */
    table_t sizes; /* stsz: where they differ */
    apr_uint64_t size;
    apr_uint64_t samples;     /* that are left */
    apr_uint64_t chunk;       /* from 1 on */
    apr_uint64_t per_chunk;   /* in this run */
    apr_uint64_t next_run;    /* its first chunk; 0: there is none */
    apr_uint64_t next_chunks; /* what it has in each */
} track_t;

static void read_run(track_t *track)
{
    apr_uint64_t description;

    if (!take(&track->runs, &track->next_run) ||
        !take(&track->runs, &track->next_chunks) ||
        !take(&track->runs, &description)) {
        track->next_run = 0;
    }
}

/* 1: open. 0: it has no samples. -1: they cannot be found. */
static int open_track(track_t *track, tc_bytes_t *source, const tc_box_t *trak)
{
    static const apr_uint32_t path[] = { TYPE('m', 'd', 'i', 'a'),
                                         TYPE('m', 'i', 'n', 'f'),
                                         TYPE('s', 't', 'b', 'l') };
    tc_box_t stbl = *trak, box;

    for (size_t i = 0; i < sizeof(path) / sizeof(path[0]); i++) {
        if (!tc_box_find(source, stbl.body, stbl.end, path[i], &stbl)) {
            return 0;
        }
    }
    if (!tc_box_find(source, stbl.body, stbl.end, TYPE('s', 't', 'c', 'o'),
                     &box) &&
        !tc_box_find(source, stbl.body, stbl.end, TYPE('c', 'o', '6', '4'),
                     &box)) {
        return 0;
    }
    open_table(&track->offsets, source, &box, TABLE_HEAD, width_of(&box), 1);
    if (track->offsets.at == track->offsets.end) {
        return 0;
    }
    if (!tc_box_find(source, stbl.body, stbl.end, TYPE('s', 't', 's', 'z'),
                     &box)) {
        return -1;
    }
    track->size = tc_box_number(source, &box, 4, 4);
    track->samples = tc_box_number(source, &box, 8, 4);
    open_table(&track->sizes, source, &box, 12, 4, 1);
    if (!tc_box_find(source, stbl.body, stbl.end, TYPE('s', 't', 's', 'c'),
                     &box)) {
        return -1;
    }
    open_table(&track->runs, source, &box, TABLE_HEAD, 4, 3);
    track->chunk = track->per_chunk = 0;
    read_run(track);
    return 1;
}

/* How many bytes the next chunk has; 0: that cannot be told. */
static int chunk_length(track_t *track, apr_uint64_t *length)
{
    apr_uint64_t count, size;

    track->chunk++;
    while (track->next_run != 0 && track->next_run <= track->chunk) {
        track->per_chunk = track->next_chunks;
        read_run(track);
    }
    count = track->per_chunk < track->samples ? track->per_chunk
                                              : track->samples;
    track->samples -= count;
    *length = count * track->size;
    for (; track->size == 0 && count > 0; count--) {
        if (!take(&track->sizes, &size)) {
            return 0;
        }
        *length += size;
    }
    return 1;
}

int tc_samples_zero(tc_bytes_t *source, const tc_box_t *trak,
                    apr_uint64_t *total, const tc_clean_sink_t *sink)
{
    apr_uint64_t at, length, room;
    track_t track;
    int found = open_track(&track, source, trak);

    if (found <= 0) {
        return found == 0;
    }
    while (take(&track.offsets, &at)) {
        if (!chunk_length(&track, &length)) {
            return 0;
        }
        room = at < source->len ? source->len - at : 0;
        length = length < room ? length : room;
        *total += length;
        if (*total > source->len || !tc_clean_zero(sink, at, at + length)) {
            return 0;
        }
    }
    return track.samples == 0;
}
