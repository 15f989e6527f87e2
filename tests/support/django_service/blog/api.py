"""/posts/, /categories/, /tags/"""

from django.db.models import Count, F, Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from common import Resource, is_editor
from defaults import PagesIfAsked

from . import serializers as forms
from .models import Category, Post, SlugHistory, Tag


def is_public(prefix=""):
    return Q(**{f"{prefix}status": "PUBLISHED"}) | Q(**{
        f"{prefix}status": "SCHEDULED",
        f"{prefix}scheduled_publish_at__lte": timezone.now()})


def post_count():
    return Count("posts", filter=is_public("posts__"), distinct=True)


class BySlug:
    """A resource whose rows have a second address, slug/SLUG/."""

    @action(detail=False, url_path="slug/(?P<slug>[-a-zA-Z0-9_]+)")
    def slug(self, request, slug):
        row = get_object_or_404(self.get_queryset(), slug=slug)
        return Response(self.get_serializer(row).data)


class CategoryFilters(serializers.Serializer):
    is_featured = serializers.BooleanField(required=False)
    parent = serializers.CharField(required=False)


class Categories(BySlug, Resource):
    pagination_class = PagesIfAsked
    filters = CategoryFilters
    ordering = ["order", "name"]
    ordering_fields = ["name", "order", "post_count", "created_at"]
    search_fields = ["name", "description"]

    def get_serializer_class(self):
        return forms.FullCategorySerializer \
            if is_editor(self.request.user) else forms.CategorySerializer

    def get_queryset(self):
        rows = Category.objects.select_related("parent").annotate(
            post_count=post_count())
        asked = dict(self.asked())
        if not is_editor(self.request.user):
            rows = rows.filter(is_active=True)
        parent = asked.pop("parent", None)
        if parent == "null" and not is_editor(self.request.user):
            rows = rows.exclude(parent__is_active=True)
        elif parent == "null":
            rows = rows.filter(parent=None)
        elif parent:
            rows = rows.filter(parent__in=seen(self.request.user).filter(
                slug=parent))
        return rows.filter(**asked)


class Tags(BySlug, Resource):
    pagination_class = PagesIfAsked
    filters = serializers.Serializer
    ordering = ["name"]
    ordering_fields = ["name", "post_count"]
    search_fields = ["name", "description"]

    def get_serializer_class(self):
        return forms.FullTagSerializer if is_editor(self.request.user) \
            else forms.TagSerializer

    def get_queryset(self):
        rows = Tag.objects.annotate(post_count=post_count())
        return rows if self.request.user.is_authenticated \
            else rows.filter(post_count__gt=0)


class PostFilters(serializers.Serializer):
    category = serializers.CharField(required=False)
    descendants = serializers.BooleanField(required=False)
    author = serializers.CharField(required=False)
    tag = serializers.CharField(required=False)
    status = serializers.ChoiceField(Post.Status.choices, required=False)
    published_after = serializers.DateTimeField(required=False)
    published_before = serializers.DateTimeField(required=False)


def seen(user):
    """Categories that a filter finds."""
    rows = Category.objects.all()
    return rows if user.is_authenticated else rows.filter(is_active=True)


def by_id_or_slug(rows, text):
    return rows.filter(id=text) if text.isdigit() else rows.filter(slug=text)


def with_descendants(rows, found):
    ids = set(found.values_list("id", flat=True))
    while True:
        more = ids | set(rows.filter(parent__in=ids).values_list(
            "id", flat=True))
        if more == ids:
            return ids
        ids = more


class Posts(Resource):
    filters = PostFilters
    ordering = ["-published_at", "-created_at"]
    ordering_fields = ["published_at", "created_at", "updated_at", "title",
                       "view_count"]
    search_fields = ["title", "excerpt"]

    def get_serializer_class(self):
        return forms.PostListSerializer if self.action == "list" \
            else forms.PostSerializer

    def get_queryset(self):
        user = self.request.user
        rows = Post.objects.select_related(
            "author", "category", "published_by", "last_edited_by",
            "featured_media", "thumbnail_media", "og_media")
        if self.action == "list":
            return self.filtered(self.mine(rows))
        if is_editor(user):
            return rows
        if user.is_authenticated:
            return rows.filter(is_public() | Q(author=user))
        return rows.filter(is_public())

    def mine(self, rows):
        """A writer's list has the writer's own, of any status."""
        if is_editor(self.request.user):
            return rows
        if self.request.user.is_authenticated:
            return rows.filter(author=self.request.user)
        return rows.filter(is_public())

    def filtered(self, rows):
        asked = self.asked()
        if "category" in asked:
            all_rows = seen(self.request.user)
            found = by_id_or_slug(all_rows, asked["category"])
            rows = rows.filter(category__in=with_descendants(all_rows, found)
                               if asked.get("descendants") else found)
        if "author" in asked:
            rows = rows.filter(author__username=asked["author"])
        for tag in asked.get("tag", "").split(","):
            if tag:
                rows = rows.filter(tags__in=by_id_or_slug(Tag.objects, tag))
        if "status" in asked and self.request.user.is_authenticated:
            rows = rows.filter(status=asked["status"])
        if "published_after" in asked:
            rows = rows.filter(published_at__gt=asked["published_after"])
        if "published_before" in asked:
            rows = rows.filter(published_at__lt=asked["published_before"])
        return rows

    def answer(self, post):
        """A reader's GET counts as a view."""
        data = self.get_serializer(post).data
        if self.request.method == "GET" and \
                not self.request.user.is_authenticated:
            Post.objects.filter(id=post.id).update(
                view_count=F("view_count") + 1)
        return Response(data, headers={"X-Robots-Tag": "noindex"}
                        if post.no_index else None)

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    @action(detail=False, url_path="slug/(?P<slug>[-a-zA-Z0-9_]+)")
    def slug(self, request, slug):
        post = self.get_queryset().filter(slug=slug).first()
        if post is not None:
            return self.answer(post)
        old = SlugHistory.objects.filter(
            old_slug=slug, post__in=self.get_queryset()).select_related(
            "post").first()
        if old is None or Post.objects.filter(slug=slug).exists():
            raise Http404
        where = request.build_absolute_uri(
            reverse("posts-slug", args=[old.post.slug]))
        query = request.META["QUERY_STRING"]
        return Response(status=301, headers={
            "Location": f"{where}?{query}" if query else where})
