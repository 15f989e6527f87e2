"""People."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    class Role(models.TextChoices):
        WRITER = "WRITER"
        EDITOR = "EDITOR"
        ADMIN = "ADMIN"

    role = models.CharField(max_length=20, choices=Role.choices,
                            default=Role.WRITER)

    @property
    def name(self):
        return self.get_full_name() or self.username
