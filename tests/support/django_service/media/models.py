"""Pictures and videos."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Media(models.Model):
    media_type = models.CharField(max_length=10)
    status = models.CharField(max_length=20, default="UPLOADED")
    original_file = models.FileField(upload_to="originals/%Y/%m",
                                     max_length=500)
    # name: {"path", "width", "height", "file_size"}
    variants = models.JSONField(default=dict)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration = models.FloatField(null=True)
    file_size = models.PositiveBigIntegerField()
    file_hash = models.CharField(max_length=64, db_index=True)
    mime_type = models.CharField(max_length=100)
    original_name = models.CharField(max_length=255)
    alt_text = models.CharField(max_length=255, blank=True)
    caption = models.CharField(max_length=500, blank=True)
    error = models.TextField(null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
