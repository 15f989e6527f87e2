"""/ad-placements/"""

from rest_framework import serializers

from common import Resource
from defaults import PagesIfAsked

from .models import AdPlacement


class AdPlacementSerializer(serializers.ModelSerializer):
    class Meta:
        model = AdPlacement
        fields = ["id", "name", "description", "is_active",
                  "show_on_desktop", "show_on_mobile", "created_at",
                  "updated_at"]


class AdFilters(serializers.Serializer):
    device = serializers.ChoiceField(["desktop", "mobile"], required=False)


class AdPlacements(Resource):
    serializer_class = AdPlacementSerializer
    pagination_class = PagesIfAsked
    filters = AdFilters
    ordering = ["name"]
    ordering_fields = ["name", "created_at"]
    search_fields = ["name", "description"]

    def get_queryset(self):
        rows = AdPlacement.objects.all()
        if getattr(self.request.user, "role", "") != "ADMIN":
            rows = rows.filter(is_active=True)
        device = self.asked().get("device")
        return rows.filter(**{f"show_on_{device}": True}) if device else rows
