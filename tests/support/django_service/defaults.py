"""What the settings name: how callers sign in, pages, order."""

from rest_framework.authentication import TokenAuthentication
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import PageNumberPagination


class Bearer(TokenAuthentication):
    keyword = "Bearer"


class Pages(PageNumberPagination):
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100


class PagesIfAsked(Pages):
    """A bare array else."""

    def paginate_queryset(self, queryset, request, view=None):
        if not {"page", "page_size"} & set(request.query_params):
            return None
        return super().paginate_queryset(queryset, request, view)


class Ordering(OrderingFilter):
    """Always total: the id decides, in the direction of the last field."""

    def get_ordering(self, request, queryset, view):
        order = list(super().get_ordering(request, queryset, view) or ["id"])
        return order + ["-id" if order[-1].startswith("-") else "id"]
