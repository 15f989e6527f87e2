"""Categories, tags and posts."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Seo(models.Model):
    seo_title = models.CharField(max_length=255, blank=True)
    seo_description = models.CharField(max_length=320, blank=True)
    seo_keywords = models.CharField(max_length=255, blank=True)
    canonical_url = models.URLField(max_length=500, blank=True)
    no_index = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Dated(models.Model):
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Category(Seo, Dated):
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    description = models.TextField(blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True,
                               related_name="children")
    is_active = models.BooleanField(default=True)
    is_featured = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)


class Tag(Dated):
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.TextField(blank=True)


def person(name, on_delete=models.SET_NULL):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete,
                             null=on_delete is models.SET_NULL,
                             related_name=name)


def media(name):
    return models.ForeignKey("media.Media", models.SET_NULL, null=True,
                             related_name=name)


class Post(Seo, Dated):
    class Status(models.TextChoices):
        DRAFT = "DRAFT"
        IN_REVIEW = "IN_REVIEW"
        SCHEDULED = "SCHEDULED"
        PUBLISHED = "PUBLISHED"
        ARCHIVED = "ARCHIVED"

    title = models.CharField(max_length=255)
    slug = models.SlugField(max_length=300, unique=True)
    content = models.JSONField(default=list)
    excerpt = models.CharField(max_length=500, blank=True)
    author = person("posts", models.PROTECT)
    category = models.ForeignKey(Category, models.PROTECT, null=True,
                                 related_name="posts")
    tags = models.ManyToManyField(Tag, related_name="posts")
    status = models.CharField(max_length=20, choices=Status.choices,
                              default=Status.DRAFT)
    scheduled_publish_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True, db_index=True)
    published_by = person("published")
    last_edited_by = person("edited")
    featured_media = media("featured_in")
    thumbnail_media = media("thumbnail_of")
    og_media = media("og_of")
    view_count = models.PositiveIntegerField(default=0)
    read_time = models.PositiveIntegerField(default=1)


class SlugHistory(models.Model):
    post = models.ForeignKey(Post, models.CASCADE, related_name="slugs")
    old_slug = models.SlugField(max_length=300, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
