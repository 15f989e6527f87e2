"""Users whom httpd has authenticated (TalecraftTrustUser)."""

from .make import detail, expect, unique


def writes_as(client, name, role):
    """The API knows who it is, and takes a post by the CSRF token alone."""
    me = expect(client.get("/auth/me/"), 200).json()
    assert (me["username"], me["role"]) == (name, role)
    post = {"title": unique("By httpd "), "content": []}
    expect(client.post("/posts/", json=post), 403, detail(
        "CSRF Failed: CSRF token missing or incorrect."))
    made = expect(client.post("/posts/", json=post, headers={
        "X-CSRF-Token": me["csrf_token"]}), 201).json()
    assert made["author"]["username"] == name
