"""Documents of Ghost and exports that hold them."""

import json
import warnings

from support.site import PASSWORD

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import crypt

URL = "__GHOST_URL__"
AT = "2024-03-01T08:00:00.000Z"


def text(words, form=0, kind="extended-text"):
    return {"detail": 0, "format": form, "mode": "normal", "style": "",
            "text": words, "type": kind, "version": 1}


def node(kind, *children, **more):
    return {"children": list(children), "direction": "ltr", "format": "",
            "indent": 0, "type": kind, "version": 1, **more}


def lexical(*blocks):
    return json.dumps({"root": node("root", *blocks)})


def card(kind, **more):
    return {"type": kind, "version": 1, **more}


LEXICAL = lexical(
    node("paragraph", text("The "), text("quay", 1), text(" is "),
         text("ours", 3), node("linebreak"), text("for "),
         node("link", text("all"), url=f"{URL}/about/", rel=None,
              title="Us"), text(" & x", 16), text("."), ),
    node("extended-heading", text("A pier"), tag="h3"),
    node("list",
         node("listitem", text("one", 1), value=1),
         node("listitem", text("two"), value=2),
         listType="number", start=1, tag="ol"),
    node("extended-quote", text("Said so")),
    card("horizontalrule"),
    card("image", src=f"{URL}/content/images/2024/03/pier.jpg", width=600,
         height=400, title="", alt="The pier", caption="At <i>dawn</i>",
         cardWidth="wide", href=""),
    card("gallery", images=[
        {"row": 0, "src": f"{URL}/content/images/size/w600/2024/03/pier.jpg",
         "fileName": "pier.jpg", "width": 600, "height": 400},
        {"row": 0, "src": f"{URL}/content/images/2024/03/quay.jpg",
         "fileName": "quay.jpg"}], caption="Both"),
    card("embed", url="https://video.example/watch?v=1", embedType="video",
         html="<iframe src=\"https://video.example/1\"></iframe>",
         caption=""),
    card("bookmark", url="https://book.example/", metadata={
        "title": "A book", "description": "To read", "icon": "",
        "author": None, "publisher": None, "thumbnail": None}, caption=""),
    card("codeblock", code="a < b\n  && c", language="js", caption=""),
    card("callout", calloutText="Mind the <b>gap</b>",
         calloutEmoji="💡", backgroundColor="blue"),
    card("html", html="<!-- open <p>never closed"),
    card("toggle", heading="More", content="<p>Much more</p>"),
    card("button", buttonText="Go", buttonUrl=f"{URL}/go/",
         alignment="center"),
    card("file", src=f"{URL}/content/files/a.pdf", fileTitle="Plan",
         fileCaption="As PDF", fileName="a.pdf", fileSize=10),
    card("email", html="<p>Dear reader</p>"),
    card("tide-table", harbour="north"),
    node("paragraph", text("under", 8)))

MOBILEDOC = json.dumps({
    "version": "0.3.1", "ghostVersion": "4.0",
    "atoms": [["soft-return", "", {}]],
    "markups": [["strong"], ["a", ["href", "https://elsewhere.example/"]],
                ["em"]],
    "cards": [["image", {"src": "/content/images/2024/03/quay.jpg",
                         "alt": "Quay", "caption": "Stone"}],
              ["code", {"code": "x = 1", "language": "py"}],
              ["hr", {}], ["html", {"html": "<table><tr><td>a</td></tr>"}]],
    "sections": [
        [1, "h2", [[0, [], 0, "Old days"]]],
        [1, "p", [[0, [], 0, "First "], [0, [0, 2], 1, "bold"],
                  [0, [], 1, " both"], [1, [], 0, 0],
                  [0, [1], 1, "link"]]],
        [3, "ul", [[[0, [], 0, "one"]], [[0, [0], 1, "two"]]]],
        [10, 0], [10, 1], [10, 2], [10, 3],
        [1, "aside", [[0, [], 0, "Pulled"]]],
        [2, "https://gone.example/x.jpg"]]})

MARKDOWN = json.dumps({
    "version": "0.3.1", "markups": [], "atoms": [],
    "cards": [["markdown", {"cardName": "markdown",
                            "markdown": "# Hi\n\n*there*"}]],
    "sections": [[10, 0]]})


def post(number, slug, **more):
    return {"id": f"p{number}", "uuid": "u", "title": f"Post {number}",
            "slug": slug, "mobiledoc": None, "lexical": None, "html": None,
            "feature_image": None, "featured": 0, "type": "post",
            "status": "published", "visibility": "public",
            "created_at": AT, "updated_at": "2024-03-02T12:30:00.000Z",
            "published_at": AT, "custom_excerpt": None,
            "canonical_url": None, **more}


def export(posts, **more):
    data = {
        "posts": posts, "users": [], "tags": [], "posts_tags": [],
        "posts_authors": [], "posts_meta": [], "roles": [],
        "roles_users": [],
        "settings": [{"key": "title", "value": "Harbour"},
                     {"key": "db_hash", "value": "1234"}], **more}
    return {"db": [{"meta": {"exported_on": 1, "version": "5.80.0"},
                    "data": data}]}


def sample():
    users = [
        {"id": "1", "name": "Ines Mar Vey", "slug": "ines",
         "email": "ines@harbour.example", "password":
         crypt.crypt(PASSWORD, crypt.mksalt(crypt.METHOD_BLOWFISH,
                                            rounds=2 ** 5)),
         "profile_image": f"{URL}/content/images/2024/03/face.jpg",
         "bio": "By the sea", "website": "https://ines.example/",
         "location": "Quay 1", "status": "active", "created_at": AT},
        {"id": "2", "name": "Tom", "slug": "tom", "email": "t@h.example",
         "password": "x", "status": "inactive", "created_at": AT}]
    posts = [
        post(1, "new-quay", lexical=LEXICAL, feature_image=
             f"{URL}/content/images/2024/03/pier.jpg",
             custom_excerpt="All of it.", featured=1,
             canonical_url="https://harbour.example/quay/",
             codeinjection_head="<script>x</script>"),
        post(2, "old-days", mobiledoc=MOBILEDOC, author_id="2",
             meta_title="Old, told"),
        post(3, "marked", mobiledoc=MARKDOWN,
             html="<h1>Hi</h1><p><em>there</em></p>"),
        post(4, "plain", html="<p>Only <b>HTML</b></p>"),
        post(5, "about", type="page", lexical=lexical(
            node("paragraph", text("Us")))),
        post(6, "later", status="scheduled",
             published_at="2099-01-01T00:00:00.000Z"),
        post(7, "draft", status="draft", published_at=None),
        post(8, "paid", visibility="paid", html="<p>Secret</p>"),
        post(9, "mailed", status="sent", html="<p>Mail</p>"),
        post(10, "paid-later", visibility="members", status="scheduled",
             published_at="2099-01-01T00:00:00.000Z"),
        post(11, "порт", html="<p>Port</p>")]
    return export(
        posts, users=users,
        roles=[{"id": "r1", "name": "Owner"}, {"id": "r2", "name": "Editor"}],
        roles_users=[{"user_id": "1", "role_id": "r1"},
                     {"user_id": "2", "role_id": "r2"}],
        tags=[{"id": "t1", "name": "Boats", "slug": "boats",
               "description": "All that floats", "visibility": "public"},
              {"id": "t2", "name": "Low tide", "slug": "low-tide",
               "visibility": "public"},
              {"id": "t3", "name": "#wide", "slug": "hash-wide",
               "visibility": "internal"}],
        posts_tags=[{"post_id": "p1", "tag_id": "t1", "sort_order": 2},
                    {"post_id": "p1", "tag_id": "t2", "sort_order": 1},
                    {"post_id": "p1", "tag_id": "t3", "sort_order": 0}],
        posts_authors=[{"post_id": "p1", "author_id": "2", "sort_order": 1},
                       {"post_id": "p1", "author_id": "1", "sort_order": 0}],
        posts_meta=[{"post_id": "p1", "meta_title": "Quay, told",
                     "meta_description": "Briefly", "og_title": "Q",
                     "og_image": f"{URL}/content/images/2024/03/quay.jpg",
                     "feature_image_alt": "Wood on water",
                     "feature_image_caption": "A <b>pier</b>"}],
        members=[{"id": "m1"}, {"id": "m2"}])
