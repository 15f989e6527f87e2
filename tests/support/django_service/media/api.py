"""/media/, and the media object that others show."""

from django.core.files.storage import default_storage
from django.db import connection
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated

from common import Resource, is_editor

from .models import Media

USED = """
select distinct id::text::bigint from (
    select jsonb_path_query(content, 'lax $[*].media_id') from blog_post
    union select jsonb_path_query(content, 'lax $[*].media_ids[*]')
    from blog_post) blocks (id)
union select featured_media_id from blog_post
union select thumbnail_media_id from blog_post
union select og_media_id from blog_post"""


class Files(serializers.ModelSerializer):
    """Where its files are."""
    url = serializers.SerializerMethodField()
    srcset = serializers.SerializerMethodField()
    variants = serializers.SerializerMethodField()

    def link(self, path):
        return self.context["request"].build_absolute_uri(
            default_storage.url(path))

    def get_url(self, media):
        return self.link(media.original_file.name) \
            if media.status == "READY" else None

    def get_srcset(self, media):
        if media.status != "READY" or media.media_type != "IMAGE":
            return None
        return ", ".join(f"{self.link(one['path'])} {one['width']}w"
                         for one in media.variants.values())

    def get_variants(self, media):
        return {name: {"url": self.link(one["path"]), "width": one["width"],
                       "height": one["height"],
                       "file_size": one["file_size"]}
                for name, one in media.variants.items()}


class MediaObject(Files):
    class Meta:
        model = Media
        fields = ["id", "media_type", "mime_type", "status", "url", "srcset",
                  "variants", "width", "height", "duration", "alt_text",
                  "caption"]


class MediaSerializer(Files):
    uploaded_by = serializers.CharField(source="uploaded_by.username")

    class Meta:
        model = Media
        fields = ["id", "media_type", "status", "original_file", "variants",
                  "width", "height", "duration", "file_size", "file_hash",
                  "mime_type", "original_name", "alt_text", "caption",
                  "error", "uploaded_by", "created_at", "updated_at", "url",
                  "srcset"]


class MediaFilters(serializers.Serializer):
    media_type = serializers.ChoiceField(["IMAGE", "VIDEO"], required=False)
    status = serializers.ChoiceField(
        ["UPLOADED", "PROCESSING", "READY", "FAILED"], required=False)
    file_hash = serializers.CharField(required=False)
    in_use = serializers.BooleanField(required=False)
    all = serializers.BooleanField(required=False)


def used_ids():
    with connection.cursor() as cursor:
        cursor.execute(USED)
        return [row[0] for row in cursor.fetchall() if row[0] is not None]


class Medias(Resource):
    serializer_class = MediaSerializer
    permission_classes = [IsAuthenticated]
    filters = MediaFilters
    ordering = ["-created_at"]
    ordering_fields = ["created_at", "file_size", "original_name"]
    search_fields = ["original_name", "alt_text", "caption"]

    def get_queryset(self):
        rows = Media.objects.select_related("uploaded_by")
        asked = dict(self.asked())
        every = asked.pop("all", False) or self.action != "list"
        if not (every and is_editor(self.request.user)):
            rows = rows.filter(uploaded_by=self.request.user)
        if "in_use" in asked:
            used = {"id__in": used_ids()}
            rows = rows.filter(**used) if asked.pop("in_use") \
                else rows.exclude(**used)
        return rows.filter(**asked)
