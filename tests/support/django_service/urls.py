"""The service's paths."""

from django.conf import settings
from django.http import JsonResponse
from django.urls import include, path, re_path
from django.views.static import serve
from rest_framework.routers import DefaultRouter

from ads.api import AdPlacements
from blog.api import Categories, Posts, Tags
from media.api import Medias
from users.api import Me, Users, log_in


def not_found(request, exception):
    return JsonResponse({"detail": "Not found."}, status=404)


router = DefaultRouter()
router.include_format_suffixes = False
for name, view in (("posts", Posts), ("media", Medias),
                   ("categories", Categories), ("tags", Tags),
                   ("ad-placements", AdPlacements), ("users", Users)):
    router.register(name, view, basename=name)

handler404 = not_found
urlpatterns = [
    path("api/", include(router.urls)),
    path("api/auth/login/", log_in),
    path("api/auth/me/", Me.as_view()),
    re_path("^media-files/(?P<path>.*)$", serve,
            {"document_root": settings.MEDIA_ROOT})]
