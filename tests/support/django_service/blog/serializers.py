"""How posts, categories and tags are shown."""

from rest_framework import serializers

from common import is_editor
from media.api import MediaObject
from media.models import Media
from users.api import PersonSerializer

from .models import Category, Post, Tag

CATEGORY = ["id", "name", "slug", "description", "parent", "post_count",
            "seo_title", "seo_description", "seo_keywords", "canonical_url",
            "no_index", "is_featured", "order"]
TAG = ["id", "name", "slug", "description", "post_count"]


class CategorySerializer(serializers.ModelSerializer):
    parent = serializers.SerializerMethodField()
    post_count = serializers.IntegerField()

    class Meta:
        model = Category
        fields = CATEGORY

    def get_parent(self, category):
        parent = category.parent
        shown = parent and (parent.is_active or
                            is_editor(self.context["request"].user))
        return parent.slug if shown else None


class FullCategorySerializer(CategorySerializer):
    class Meta:
        model = Category
        fields = CATEGORY + ["is_active", "created_at", "updated_at"]


class TagSerializer(serializers.ModelSerializer):
    post_count = serializers.IntegerField()

    class Meta:
        model = Tag
        fields = TAG


class FullTagSerializer(TagSerializer):
    class Meta:
        model = Tag
        fields = TAG + ["created_at", "updated_at"]


def category_of(serializer, post):
    """One that is not active is none for the public."""
    user = serializer.context["request"].user
    return post.category if post.category and (
        post.category.is_active or user.is_authenticated) else None


class PostListSerializer(serializers.ModelSerializer):
    author = serializers.CharField(source="author.username")
    category = serializers.SerializerMethodField()
    thumbnail = MediaObject(source="thumbnail_media")

    class Meta:
        model = Post
        fields = ["id", "title", "slug", "excerpt", "author", "category",
                  "thumbnail", "status", "read_time", "published_at",
                  "created_at", "updated_at"]

    def get_category(self, post):
        category = category_of(self, post)
        return category and category.name


class PostSerializer(serializers.ModelSerializer):
    author = PersonSerializer()
    published_by = PersonSerializer()
    last_edited_by = PersonSerializer()
    category = serializers.SerializerMethodField()
    featured_media = MediaObject()
    thumbnail_media = MediaObject()
    og_media = MediaObject()
    media_blocks = serializers.SerializerMethodField()
    tags = serializers.SerializerMethodField()

    class Meta:
        model = Post
        fields = ["id", "title", "slug", "content", "excerpt", "author",
                  "category", "status", "scheduled_publish_at",
                  "published_at", "published_by", "last_edited_by",
                  "featured_media", "thumbnail_media", "og_media",
                  "seo_title", "seo_description", "seo_keywords",
                  "canonical_url", "no_index", "view_count", "read_time",
                  "created_at", "updated_at", "media_blocks", "tags"]

    def get_category(self, post):
        category = category_of(self, post)
        return category and {name: getattr(category, name)
                             for name in ("id", "name", "slug")}

    def get_media_blocks(self, post):
        ids = dict.fromkeys(
            number for block in post.content for number in
            [block.get("media_id"), *block.get("media_ids", [])] if number)
        rows = Media.objects.in_bulk(ids)
        return MediaObject([rows[number] for number in ids if number in rows],
                           many=True, context=self.context).data

    def get_tags(self, post):
        """In the order in which they were given."""
        links = Post.tags.through.objects.filter(post=post).order_by("id")
        return [{"id": one.tag.id, "name": one.tag.name, "slug": one.tag.slug}
                for one in links.select_related("tag")]
