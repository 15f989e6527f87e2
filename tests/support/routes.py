"""The routes of the contract and who may use them, for table tests."""

PUBLIC, WRITER, EDITOR, ADMIN = range(4)
CALLERS = ("public", "writer", "editor", "admin")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

# Path -> method -> least role. {id} and {slug} stand for a row.
ROUTES = {
    "/": {"GET": PUBLIC},
    "/schema/": {"GET": PUBLIC},
    "/health/": {"GET": PUBLIC},
    "/docs/": {"GET": PUBLIC},
    "/auth/login/": {"POST": PUBLIC},
    "/auth/logout/": {"POST": WRITER},
    "/auth/reset/": {"POST": PUBLIC},
    "/auth/me/": {"GET": WRITER, "PATCH": WRITER},
    "/auth/password/": {"POST": WRITER},
    "/auth/tokens/": {"GET": WRITER, "POST": WRITER},
    "/auth/tokens/{id}/": {"DELETE": WRITER},
    "/users/": {"GET": ADMIN, "POST": ADMIN},
    "/users/{id}/": {"GET": ADMIN, "PUT": ADMIN, "PATCH": ADMIN,
                     "DELETE": ADMIN},
    "/users/{id}/link/": {"POST": ADMIN},
    "/posts/": {"GET": PUBLIC, "POST": WRITER},
    "/posts/archive/": {"GET": PUBLIC},
    "/posts/counts/": {"GET": WRITER},
    "/posts/bulk/": {"POST": EDITOR},
    "/posts/{id}/related/": {"GET": PUBLIC},
    "/posts/{id}/": {"GET": PUBLIC, "PUT": WRITER, "PATCH": WRITER,
                     "DELETE": WRITER},
    "/posts/slug/{slug}/": {"GET": PUBLIC},
    "/posts/{id}/publish/": {"POST": EDITOR},
    "/posts/{id}/schedule/": {"POST": EDITOR},
    "/posts/{id}/unpublish/": {"POST": EDITOR},
    "/posts/{id}/archive/": {"POST": EDITOR},
    "/posts/{id}/restore/": {"POST": EDITOR},
    "/posts/{id}/submit/": {"POST": WRITER},
    "/posts/{id}/reject/": {"POST": WRITER},
    "/posts/{id}/view/": {"POST": PUBLIC},
    "/posts/{id}/undelete/": {"POST": WRITER},
    "/posts/trash/": {"GET": WRITER},
    "/posts/trash/{id}/": {"DELETE": EDITOR},
    "/posts/{id}/working-copy/": {"GET": WRITER, "PUT": WRITER,
                                  "DELETE": WRITER},
    "/posts/{id}/working-copy/submit/": {"POST": WRITER},
    "/posts/{id}/working-copy/apply/": {"POST": WRITER},
    "/posts/{id}/revisions/": {"GET": WRITER},
    "/posts/{id}/revisions/{number}/": {"GET": WRITER},
    "/posts/{id}/revisions/{number}/revert/": {"POST": WRITER},
    "/posts/{id}/notes/": {"GET": WRITER, "POST": WRITER},
    "/posts/{id}/notes/{note}/": {"GET": WRITER, "PATCH": WRITER,
                                  "DELETE": WRITER},
    "/posts/{id}/previews/": {"GET": WRITER, "POST": WRITER},
    "/posts/{id}/previews/{preview}/": {"DELETE": WRITER},
    "/preview/{token}/": {"GET": PUBLIC},
    "/posts/{id}/presence/": {"POST": WRITER, "DELETE": WRITER},
    "/media/": {"GET": WRITER, "POST": WRITER},
    "/media/{id}/": {"GET": WRITER, "PATCH": WRITER, "DELETE": WRITER},
    "/media/{id}/reprocess/": {"POST": WRITER},
    "/media/{id}/original/": {"GET": WRITER},
    "/categories/": {"GET": PUBLIC, "POST": EDITOR},
    "/categories/{id}/": {"GET": PUBLIC, "PUT": EDITOR, "PATCH": EDITOR,
                          "DELETE": EDITOR},
    "/categories/slug/{slug}/": {"GET": PUBLIC},
    "/audit/": {"GET": ADMIN},
    "/changes/": {"GET": EDITOR},
    "/webhooks/": {"GET": ADMIN, "POST": ADMIN},
    "/webhooks/{id}/": {"GET": ADMIN, "PUT": ADMIN, "PATCH": ADMIN,
                        "DELETE": ADMIN},
    "/webhooks/{id}/ping/": {"POST": ADMIN},
    "/webhooks/{id}/deliveries/": {"GET": ADMIN},
    "/webhooks/{id}/deliveries/{delivery}/retry/": {"POST": ADMIN},
    "/tags/": {"GET": PUBLIC, "POST": EDITOR},
    "/tags/{id}/": {"GET": PUBLIC, "PUT": EDITOR, "PATCH": EDITOR,
                    "DELETE": EDITOR},
    "/tags/slug/{slug}/": {"GET": PUBLIC},
    "/tags/{id}/merge/": {"POST": EDITOR},
    "/authors/": {"GET": PUBLIC},
    "/authors/{username}/": {"GET": PUBLIC},
    "/people/": {"GET": EDITOR},
    "/ad-placements/": {"GET": PUBLIC, "POST": ADMIN},
    "/ad-placements/{id}/": {"GET": PUBLIC, "PUT": ADMIN, "PATCH": ADMIN,
                             "DELETE": ADMIN},
}

UNAUTHENTICATED = '{"detail":"Authentication credentials were not provided."}'
INVALID_TOKEN = '{"detail":"Invalid token."}'
FORBIDDEN = ('{"detail":"You do not have permission to perform this '
             'action."}')
NOT_FOUND = '{"detail":"Not found."}'
CHALLENGE = 'Bearer realm="talecraft"'


def allowed_methods(path):
    """The set that `Allow` must hold."""
    methods = set(ROUTES[path]) | {"OPTIONS"}
    if "GET" in methods:
        methods.add("HEAD")
    return methods


def fill(path, number=999999999, slug="no-such-slug"):
    return path.format(id=number, slug=slug, username=slug,
                       delivery=number, number=number, note=number,
                       preview=number, token="none")


def allow_set(answer):
    header = answer.headers.get("Allow", "")
    return {word.strip() for word in header.split(",") if word.strip()}
