/*
 * The route table: everything the API answers. Method, path, who may at
 * least, what is cached, and who does it; dispatch, 404, 405, Allow, OPTIONS,
 * the root listing and the description of the API are derived from it.
 */
#include <httpd.h>

#include "api/ads.h"
#include "api/categories.h"
#include "api/media.h"
#include "api/service.h"
#include "api/session.h"
#include "api/tokens.h"
#include "api/users.h"
#include "base/account/role.h"
#include "http/route.h"
#include "openapi/docs.h"
#include "openapi/openapi.h"
#include "posts/list.h"
#include "posts/move.h"
#include "posts/posts.h"
#include "posts/write.h"

#define POSTS "talecraft-posts"
#define MEDIA "talecraft-media"
#define CATEGORIES "talecraft-categories"
#define ADS "talecraft-ad-placements"
#define USERS "talecraft-users"
#define AUTH "talecraft-auth"

#define OPEN TC_ROUTE_NO_CREDENTIALS
#define LIST TC_ROUTE_LIST
#define MATCH TC_ROUTE_IF_MATCH
#define PARTIAL TC_ROUTE_PARTIAL
#define FIELDS TC_ROUTE_FIELDS
#define SECRET TC_ROUTE_NO_STORE
#define SMALL TC_ROUTE_BODY_64K /* its fields are short */
#define TEXTS TC_ROUTE_BODY_1M  /* one of them is a text of any length */
#define REFUSES(why) TC_ROUTE_REFUSES(TC_REFUSAL_##why)

/* method, path, mount, least role, cache, handler, list,
   name, summary, takes, gives, flags */
const tc_route_t tc_routes[] = {
    { M_GET, "/", NULL, TC_PUBLIC, TC_CACHE_NEVER, tc_service_root, NULL,
      "root", "The collections and their URLs", NULL, "Root", OPEN },
    { M_GET, "/health/", NULL, TC_PUBLIC, TC_CACHE_NEVER, tc_service_health,
      NULL, "health", "Whether the service is well", NULL, "Health", OPEN },
    { M_GET, "/schema/", NULL, TC_PUBLIC, TC_CACHE_NEVER, tc_openapi_read,
      NULL, "schema", "This description", NULL, "Description", OPEN },
    { M_GET, "/docs/", NULL, TC_PUBLIC, TC_CACHE_NEVER, tc_docs_page, NULL,
      "docs", "This description as a page", NULL, "text/html", OPEN },
    { M_GET, TC_DOCS_VIEWER, NULL, TC_PUBLIC, TC_CACHE_NEVER, tc_docs_viewer,
      NULL, NULL, "The script of that page", NULL, "text/javascript", OPEN },

    { M_GET, "/posts/", POSTS, TC_PUBLIC, TC_CACHE_POSTS, tc_posts_list,
      &tc_posts_list_page, "listPosts", "A list of posts", NULL, "PostItem",
      LIST },
    { M_POST, "/posts/", POSTS, TC_WRITER, TC_CACHE_NEVER,
      tc_posts_write_create, NULL, "createPost", "Write a new post, a draft",
      "Post", "Post", 0 },
    { M_GET, "/posts/{id}/", POSTS, TC_PUBLIC, TC_CACHE_POST, tc_posts_read,
      NULL, "readPost", "A post", NULL, "Post", FIELDS },
    { M_PUT, "/posts/{id}/", POSTS, TC_WRITER, TC_CACHE_NEVER,
      tc_posts_write_update, NULL, "replacePost",
      "Change a post, title and content "
      "required",
      "Post", "Post", MATCH | REFUSES(WRITER_EDITS) },
    { M_PATCH, "/posts/{id}/", POSTS, TC_WRITER, TC_CACHE_NEVER,
      tc_posts_write_update, NULL, "changePost",
      "Change some fields of a post", "Post", "Post",
      MATCH | PARTIAL | REFUSES(WRITER_EDITS) },
    { M_DELETE, "/posts/{id}/", POSTS, TC_WRITER, TC_CACHE_NEVER,
      tc_posts_delete, NULL, "deletePost", "Delete a post", NULL, NULL,
      MATCH | REFUSES(WRITER_EDITS) },
    { M_GET, "/posts/slug/{slug}/", POSTS, TC_PUBLIC, TC_CACHE_POST,
      tc_posts_read_slug, NULL, "readPostBySlug", "A post by its slug", NULL,
      "Post", FIELDS | TC_ROUTE_MOVED },
    { M_POST, "/posts/{id}/publish/", POSTS, TC_EDITOR, TC_CACHE_NEVER,
      tc_posts_move_publish, NULL, "publishPost", "Publish a post now", NULL,
      "Post", MATCH },
    { M_POST, "/posts/{id}/schedule/", POSTS, TC_EDITOR, TC_CACHE_NEVER,
      tc_posts_move_schedule, NULL, "schedulePost", "Publish a post later",
      "Schedule", "Post", MATCH | SMALL },
    { M_POST, "/posts/{id}/submit/", POSTS, TC_WRITER, TC_CACHE_NEVER,
      tc_posts_move_submit, NULL, "submitPost", "Hand a draft in for review",
      NULL, "Post", MATCH },
    { M_POST, "/posts/{id}/reject/", POSTS, TC_WRITER, TC_CACHE_NEVER,
      tc_posts_move_reject, NULL, "rejectPost",
      "Make a post in review a draft "
      "again",
      NULL, "Post", MATCH },
    { M_POST, "/posts/{id}/unpublish/", POSTS, TC_EDITOR, TC_CACHE_NEVER,
      tc_posts_move_unpublish, NULL, "unpublishPost",
      "Make a published or "
      "scheduled post a draft again",
      NULL, "Post", MATCH },
    { M_POST, "/posts/{id}/archive/", POSTS, TC_EDITOR, TC_CACHE_NEVER,
      tc_posts_move_archive, NULL, "archivePost", "Archive a post", NULL,
      "Post", MATCH },
    { M_POST, "/posts/{id}/restore/", POSTS, TC_EDITOR, TC_CACHE_NEVER,
      tc_posts_move_restore, NULL, "restorePost",
      "Make an archived post a draft", NULL, "Post", MATCH },
    { M_POST, "/posts/{id}/view/", POSTS, TC_PUBLIC, TC_CACHE_NEVER,
      tc_posts_view, NULL, "viewPost", "Count a view", NULL, NULL, 0 },

    { M_GET, "/media/", MEDIA, TC_WRITER, TC_CACHE_NEVER, tc_media_list,
      &tc_media_page, "listMedia", "The caller's uploads", NULL, "Media",
      LIST },
    { M_POST, "/media/", MEDIA, TC_WRITER, TC_CACHE_NEVER, tc_media_upload,
      NULL, "uploadMedia", "Upload a picture or a video", "MediaUpload",
      "Media", TC_ROUTE_MULTIPART | REFUSES(STORAGE) },
    { M_GET, "/media/{id}/", MEDIA, TC_WRITER, TC_CACHE_NEVER, tc_media_read,
      NULL, "readMedia", "A media row", NULL, "Media", FIELDS },
    { M_PATCH, "/media/{id}/", MEDIA, TC_WRITER, TC_CACHE_NEVER,
      tc_media_update, NULL, "changeMedia", "Change alt text or caption",
      "Media", "Media", MATCH | PARTIAL | SMALL },
    { M_DELETE, "/media/{id}/", MEDIA, TC_WRITER, TC_CACHE_NEVER,
      tc_media_delete, NULL, "deleteMedia",
      "Delete a media row that no post "
      "mentions",
      NULL, NULL, MATCH | REFUSES(MEDIA_USED) },
    { M_POST, "/media/{id}/reprocess/", MEDIA, TC_WRITER, TC_CACHE_NEVER,
      tc_media_again, NULL, "reprocessMedia", "Make the variants again", NULL,
      "Media", MATCH | TC_ROUTE_LATER | REFUSES(MEDIA_BUSY) },
    { M_GET, "/media/{id}/original/", MEDIA, TC_WRITER, TC_CACHE_NEVER,
      tc_media_original, NULL, "readMediaOriginal", "The uploaded file", NULL,
      "*/*", 0 },

    { M_GET, "/categories/", CATEGORIES, TC_PUBLIC, TC_CACHE_CATEGORIES,
      tc_categories_list, &tc_categories_page, "listCategories",
      "The categories", NULL, "Category", LIST },
    { M_POST, "/categories/", CATEGORIES, TC_EDITOR, TC_CACHE_NEVER,
      tc_categories_create, NULL, "createCategory", "Make a category",
      "Category", "Category", TEXTS },
    { M_GET, "/categories/{id}/", CATEGORIES, TC_PUBLIC, TC_CACHE_CATEGORIES,
      tc_categories_read, NULL, "readCategory", "A category", NULL, "Category",
      FIELDS },
    { M_PUT, "/categories/{id}/", CATEGORIES, TC_EDITOR, TC_CACHE_NEVER,
      tc_categories_update, NULL, "replaceCategory",
      "Change a category, name "
      "required",
      "Category", "Category", MATCH | TEXTS },
    { M_PATCH, "/categories/{id}/", CATEGORIES, TC_EDITOR, TC_CACHE_NEVER,
      tc_categories_update, NULL, "changeCategory",
      "Change some fields of a "
      "category",
      "Category", "Category", MATCH | PARTIAL | TEXTS },
    { M_DELETE, "/categories/{id}/", CATEGORIES, TC_EDITOR, TC_CACHE_NEVER,
      tc_categories_delete, NULL, "deleteCategory",
      "Delete a category "
      "without posts",
      NULL, NULL, MATCH | REFUSES(CATEGORY_USED) },
    { M_GET, "/categories/slug/{slug}/", CATEGORIES, TC_PUBLIC,
      TC_CACHE_CATEGORIES, tc_categories_read_slug, NULL, "readCategoryBySlug",
      "A category by its slug", NULL, "Category", FIELDS },

    { M_GET, "/ad-placements/", ADS, TC_PUBLIC, TC_CACHE_ADS, tc_ads_list,
      &tc_ads_page, "listAdPlacements", "The ad placements", NULL,
      "AdPlacement", LIST },
    { M_POST, "/ad-placements/", ADS, TC_ADMIN, TC_CACHE_NEVER, tc_ads_create,
      NULL, "createAdPlacement", "Make an ad placement", "AdPlacement",
      "AdPlacement", TEXTS },
    { M_GET, "/ad-placements/{id}/", ADS, TC_PUBLIC, TC_CACHE_ADS, tc_ads_read,
      NULL, "readAdPlacement", "An ad placement", NULL, "AdPlacement",
      FIELDS },
    { M_PUT, "/ad-placements/{id}/", ADS, TC_ADMIN, TC_CACHE_NEVER,
      tc_ads_update, NULL, "replaceAdPlacement",
      "Change an ad placement, "
      "name required",
      "AdPlacement", "AdPlacement", MATCH | TEXTS },
    { M_PATCH, "/ad-placements/{id}/", ADS, TC_ADMIN, TC_CACHE_NEVER,
      tc_ads_update, NULL, "changeAdPlacement",
      "Change some fields of an ad "
      "placement",
      "AdPlacement", "AdPlacement", MATCH | PARTIAL | TEXTS },
    { M_DELETE, "/ad-placements/{id}/", ADS, TC_ADMIN, TC_CACHE_NEVER,
      tc_ads_delete, NULL, "deleteAdPlacement", "Delete an ad placement", NULL,
      NULL, MATCH },

    { M_GET, "/users/", USERS, TC_ADMIN, TC_CACHE_NEVER, tc_users_list,
      &tc_users_page, "listUsers", "The users", NULL, "User", LIST },
    { M_POST, "/users/", USERS, TC_ADMIN, TC_CACHE_NEVER, tc_users_create,
      NULL, "createUser", "Make a user", "UserCreate", "User", SMALL },
    { M_GET, "/users/{id}/", USERS, TC_ADMIN, TC_CACHE_NEVER, tc_users_read,
      NULL, "readUser", "A user", NULL, "User", FIELDS },
    { M_PUT, "/users/{id}/", USERS, TC_ADMIN, TC_CACHE_NEVER, tc_users_update,
      NULL, "replaceUser", "Change a user, user name required", "User", "User",
      MATCH | REFUSES(LAST_ADMIN) | SMALL },
    { M_PATCH, "/users/{id}/", USERS, TC_ADMIN, TC_CACHE_NEVER,
      tc_users_update, NULL, "changeUser", "Change some fields of a user",
      "User", "User", MATCH | PARTIAL | REFUSES(LAST_ADMIN) | SMALL },
    { M_DELETE, "/users/{id}/", USERS, TC_ADMIN, TC_CACHE_NEVER,
      tc_users_delete, NULL, "deleteUser", "Delete a user without content",
      NULL, NULL, MATCH | REFUSES(USER_OWNS) },

    { M_POST, "/auth/login/", AUTH, TC_PUBLIC, TC_CACHE_NEVER,
      tc_session_login, NULL, "login", "Log in", "Login", "LoginAnswer",
      OPEN | SECRET | REFUSES(THROTTLED) | SMALL },
    { M_POST, "/auth/logout/", AUTH, TC_WRITER, TC_CACHE_NEVER,
      tc_session_logout, NULL, "logout", "End the session", NULL, NULL,
      SECRET },
    { M_GET, "/auth/me/", AUTH, TC_WRITER, TC_CACHE_NEVER, tc_session_me, NULL,
      "readMe", "The caller", NULL, "Me", FIELDS | SECRET },
    { M_PATCH, "/auth/me/", AUTH, TC_WRITER, TC_CACHE_NEVER,
      tc_session_me_update, NULL, "changeMe",
      "Change one's own e-mail or "
      "name",
      "Me", "Me", MATCH | PARTIAL | SECRET | SMALL },
    { M_POST, "/auth/password/", AUTH, TC_WRITER, TC_CACHE_NEVER,
      tc_session_password, NULL, "changePassword", "Change one's password",
      "PasswordChange", NULL, SECRET | REFUSES(THROTTLED) | SMALL },
    { M_GET, "/auth/tokens/", AUTH, TC_WRITER, TC_CACHE_NEVER, tc_tokens_list,
      NULL, "listTokens", "One's own API tokens", NULL, "Token",
      FIELDS | SECRET },
    { M_POST, "/auth/tokens/", AUTH, TC_WRITER, TC_CACHE_NEVER,
      tc_tokens_create, NULL, "createToken", "Make an API token", "Token",
      "TokenCreated", SECRET | SMALL },
    { M_DELETE, "/auth/tokens/{id}/", AUTH, TC_WRITER, TC_CACHE_NEVER,
      tc_tokens_delete, NULL, "deleteToken", "End an API token", NULL, NULL,
      SECRET },
    { .path = NULL }
};
