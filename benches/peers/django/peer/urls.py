from django.urls import path

from peer.views import MemberList, RecipientList

urlpatterns = [
    path("organisations/<uuid:organisation>/members", MemberList.as_view()),
    path("organisations/<uuid:organisation>/recipients", RecipientList.as_view()),
]
