"""/users/, /auth/login/, /auth/me/"""

from django.contrib.auth.models import update_last_login
from rest_framework import serializers
from rest_framework.authtoken.models import Token
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.decorators import api_view, permission_classes
from rest_framework.generics import RetrieveAPIView
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from common import IsAdmin, Resource

from .models import User


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "username", "email", "first_name", "last_name",
                  "role", "is_active", "date_joined", "last_login"]


class PersonSerializer(serializers.ModelSerializer):
    """Who did something."""

    class Meta:
        model = User
        fields = ["id", "username", "name"]


class Users(Resource):
    queryset = User.objects.all()
    serializer_class = UserSerializer
    permission_classes = [IsAdmin]
    ordering = ["id"]
    ordering_fields = ["id", "username", "email", "date_joined", "last_login"]
    search_fields = ["username", "email", "first_name", "last_name"]


class Me(RetrieveAPIView):
    serializer_class = UserSerializer
    permission_classes = [IsAuthenticated]

    def get_object(self):
        return self.request.user


@api_view(["POST"])
@permission_classes([AllowAny])
def log_in(request):
    given = AuthTokenSerializer(data=request.data,
                                context={"request": request})
    given.is_valid(raise_exception=True)
    user = given.validated_data["user"]
    update_last_login(None, user)
    token, _ = Token.objects.get_or_create(user=user)
    return Response({"token": token.key, "user": UserSerializer(user).data})
