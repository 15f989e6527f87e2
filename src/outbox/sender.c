#include "outbox/sender.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <apr_strings.h>
#include <curl/curl.h>
#include <httpd.h>

#include "base/text/host.h"
#include "outbox/address.h"
#include "outbox/message.h"

#define CONNECT_MS 3000L
#define ANSWER_MOST 65536 /* bytes that are read of an answer */

struct tc_sender {
    const char *ca_file;
    const apr_array_header_t *allowed; /* of tc_allowed_t; NULL: all are */
    CURLM *multi;
    CURL *easy;
    struct curl_slist *headers; /* of the request under way */
    int is_on;
    apr_size_t taken;               /* bytes of the answer */
    char host[TC_HOST_MOST + 1];    /* that it goes to; "": no name */
    char refused[INET6_ADDRSTRLEN]; /* an address; "": none was */
    char error[CURL_ERROR_SIZE];
};

void tc_sender_child_init(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* Nobody wants the body: the end of a long one is not waited for. */
static size_t drop(char *data, size_t size, size_t count, void *baton)
{
    tc_sender_t *sender = baton;

    (void)data;
    sender->taken += size * count;
    return sender->taken > ANSWER_MOST ? 0 : size * count;
}

/* Asked for each address that is about to be connected to. */
static curl_socket_t open_socket(void *baton, curlsocktype purpose,
                                 struct curl_sockaddr *address)
{
    tc_sender_t *sender = baton;
    const struct sockaddr *at = &address->addr;

    (void)purpose;
    if (!tc_address_may(sender->allowed,
                        sender->host[0] != '\0' ? sender->host : NULL, at)) {
        const void *bytes =
            at->sa_family == AF_INET6
                ? (const void *)&(
                      (const struct sockaddr_in6 *)(const void *)at)
                      ->sin6_addr
                : (const void *)&((const struct sockaddr_in *)(const void *)at)
                      ->sin_addr;

        inet_ntop(at->sa_family, bytes, sender->refused,
                  sizeof(sender->refused));
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC,
                  address->protocol);
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
    CURL *easy = sender->easy;

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
    if (sender->ca_file != NULL) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, sender->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "mod_talecraft");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, sender);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, sender->error);
    if (sender->allowed != NULL) {
        /* each request looks its host up, and is asked about its address */
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, sender);
        curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    }
}

tc_sender_t *tc_sender_make(apr_pool_t *p, const char *ca_file,
                            const apr_array_header_t *allowed)
{
    tc_sender_t *sender = apr_pcalloc(p, sizeof(*sender));

    sender->ca_file = ca_file;
    sender->allowed = allowed;
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

static int add_headers(tc_sender_t *sender, const apr_array_header_t *lines)
{
    /* without a value: the one that libcurl would send is left out */
    int ok = add_header(sender, "Expect:");

    for (int i = 0; i < lines->nelts && ok; i++) {
        ok = add_header(sender, APR_ARRAY_IDX(lines, i, const char *));
    }
    return ok;
}

/* The host as libcurl understands the URL; what it does not takes no
 * request. */
static void note_host(tc_sender_t *sender, const char *url)
{
    CURLU *parts = curl_url();
    char *host = NULL;

    sender->host[0] = '\0';
    if (parts != NULL &&
        curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
        apr_size_t len = strlen(host);

        if (len > 0 && host[len - 1] == '.') {
            host[len - 1] = '\0';
        }
        apr_cpystrn(sender->host, host, sizeof(sender->host));
        ap_str_tolower(sender->host);
    }
    curl_free(host);
    curl_url_cleanup(parts);
}

int tc_sender_begin(tc_sender_t *sender, const tc_message_t *message)
{
    CURL *easy = sender->easy;

    end_request(sender);
    sender->error[0] = sender->refused[0] = '\0';
    sender->taken = 0;
    note_host(sender, message->url);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)strlen(message->body));
    if (!add_headers(sender, message->headers) ||
        curl_easy_setopt(easy, CURLOPT_URL, message->url) != CURLE_OK ||
        curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, message->body) !=
            CURLE_OK ||
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, sender->headers) !=
            CURLE_OK ||
        curl_multi_add_handle(sender->multi, easy) != CURLM_OK) {
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
    if (code == CURLE_WRITE_ERROR && sender->taken > ANSWER_MOST) {
        code = CURLE_OK; /* the status is there, and the rest not wanted */
    }
    sent->ok = code == CURLE_OK && status >= 200 && status < 300;
    sent->status = code == CURLE_OK ? (int)status : 0;
    sent->retry_after = asked;
    if (code != CURLE_OK && sender->refused[0] != '\0') {
        sent->fault = apr_psprintf(p, "the address %s may not be reached",
                                   sender->refused);
    }
    else if (code != CURLE_OK) {
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
