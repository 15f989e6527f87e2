#include "outbox/sender.h"

#include <apr_strings.h>
#include <curl/curl.h>

#include "core/site.h"
#include "outbox/keys.h"

#define CONNECT_MS 3000L

struct tc_sender {
    const tc_purge_target_t *target;
    CURLM *multi;
    CURL *easy;
    struct curl_slist *headers; /* of the request under way */
    int is_on;
    char error[CURL_ERROR_SIZE];
};

void tc_sender_child_init(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static size_t drop(char *data, size_t size, size_t count, void *baton)
{
    (void)data;
    (void)baton;
    return size * count;
}

static void end_request(tc_sender_t *sender)
{
    if (sender->is_on) {
        curl_multi_remove_handle(sender->multi, sender->easy);
    }
    sender->is_on = 0;
    curl_easy_setopt(sender->easy, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(sender->headers);
    sender->headers = NULL;
}

static apr_status_t clean_up(void *data)
{
    tc_sender_t *sender = data;

    if (sender->easy != NULL) {
        end_request(sender);
        curl_easy_cleanup(sender->easy);
    }
    if (sender->multi != NULL) {
        curl_multi_cleanup(sender->multi);
    }
    return APR_SUCCESS;
}

static void set_up(tc_sender_t *sender)
{
    const tc_purge_target_t *target = sender->target;
    CURL *easy = sender->easy;

    curl_easy_setopt(easy, CURLOPT_URL, target->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)TC_SEND_SECONDS);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (target->ca_file != NULL) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, target->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "mod_talecraft");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, sender->error);
}

tc_sender_t *tc_sender_make(apr_pool_t *p, const tc_purge_target_t *target)
{
    tc_sender_t *sender = apr_pcalloc(p, sizeof(*sender));

    sender->target = target;
    sender->multi = curl_multi_init();
    sender->easy = curl_easy_init();
    apr_pool_cleanup_register(p, sender, clean_up, apr_pool_cleanup_null);
    if (sender->multi == NULL || sender->easy == NULL) {
        return NULL;
    }
    set_up(sender);
    return sender;
}

static int add_header(tc_sender_t *sender, const char *line)
{
    struct curl_slist *longer = curl_slist_append(sender->headers, line);

    if (longer != NULL) {
        sender->headers = longer;
    }
    return longer != NULL;
}

static int add_headers(tc_sender_t *sender, apr_pool_t *p,
                       const apr_array_header_t *names)
{
    const apr_array_header_t *lines = sender->target->headers;
    int is_json = sender->target->form == TC_PURGE_JSON;
    /* without a value: the one that libcurl would send is left out */
    int ok = add_header(sender, "Expect:") &&
             add_header(sender, is_json ? "Content-Type: application/json"
                                        : "Content-Type:");

    if (!is_json) {
        ok = ok &&
             add_header(sender,
                        apr_pstrcat(p, "Surrogate-Key: ",
                                    apr_array_pstrcat(p, names, ' '), NULL));
    }
    for (int i = 0; i < lines->nelts && ok; i++) {
        ok = add_header(sender, APR_ARRAY_IDX(lines, i, const char *));
    }
    return ok;
}

int tc_sender_begin(tc_sender_t *sender, apr_pool_t *p,
                    const apr_array_header_t *names)
{
    const char *body = sender->target->form == TC_PURGE_JSON
                           ? tc_keys_json(p, names)
                           : "";

    end_request(sender);
    sender->error[0] = '\0';
    curl_easy_setopt(sender->easy, CURLOPT_POST, 1L);
    curl_easy_setopt(sender->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
    if (!add_headers(sender, p, names) ||
        curl_easy_setopt(sender->easy, CURLOPT_COPYPOSTFIELDS, body) !=
            CURLE_OK ||
        curl_easy_setopt(sender->easy, CURLOPT_HTTPHEADER, sender->headers) !=
            CURLE_OK ||
        curl_multi_add_handle(sender->multi, sender->easy) != CURLM_OK) {
        end_request(sender);
        return 0;
    }
    sender->is_on = 1;
    return 1;
}

static void judge(const tc_sender_t *sender, apr_pool_t *p, CURLcode code,
                  tc_sent_t *sent)
{
    curl_off_t asked = 0;
    long status = 0;

    curl_easy_getinfo(sender->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(sender->easy, CURLINFO_RETRY_AFTER, &asked);
    sent->ok = code == CURLE_OK && status >= 200 && status < 300;
    sent->retry_after = asked;
    if (code != CURLE_OK) {
        sent->fault = apr_pstrdup(p, sender->error[0] != '\0'
                                         ? sender->error
                                         : curl_easy_strerror(code));
    }
    else if (!sent->ok) {
        sent->fault = apr_psprintf(p, "it answered %ld", status);
    }
}

int tc_sender_go_on(tc_sender_t *sender, apr_pool_t *p, tc_sent_t *sent)
{
    int running = 0, left = 0;
    const CURLMsg *message;

    *sent = (tc_sent_t){ .ok = 0 };
    curl_multi_perform(sender->multi, &running);
    message = curl_multi_info_read(sender->multi, &left);
    if (message != NULL && message->msg == CURLMSG_DONE) {
        judge(sender, p, message->data.result, sent);
        end_request(sender);
        return 1;
    }
    if (running == 0) {
        sent->fault = "the request got lost in this process";
        end_request(sender);
        return 1;
    }
    return 0;
}
