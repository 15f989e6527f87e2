"""What all resources of the service have in common."""

from rest_framework.permissions import BasePermission
from rest_framework.viewsets import ReadOnlyModelViewSet


class IsAdmin(BasePermission):
    def has_permission(self, request, view):
        return request.user.is_authenticated and request.user.role == "ADMIN"


def is_editor(user):
    return user.is_authenticated and user.role in ("EDITOR", "ADMIN")


class Resource(ReadOnlyModelViewSet):
    """`filters` is a serializer of the parameters that filter."""
    filters = None
    lookup_value_regex = "[0-9]+"

    def asked(self):
        """The filters that are given and not blank; 400 if one is bad."""
        if self.action != "list":
            return {}
        given = self.filters(data={name: value for name, value in
                                   self.request.query_params.items()
                                   if value.strip()})
        given.is_valid(raise_exception=True)
        return given.validated_data

    def get_serializer(self, *args, **kwargs):
        """?fields=id,title"""
        made = super().get_serializer(*args, **kwargs)
        names = [name for name in self.request.query_params.get(
            "fields", "").split(",") if name]
        members = getattr(made, "child", made).fields
        for name in set(members) - set(names) if names else ():
            members.pop(name)
        return made
