from django.urls import path

from tongxin.forum.board import views as board
from tongxin.forum.suggestions import views as suggestions

urlpatterns = [
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/new/", suggestions.take, name="take_suggestion"),
    path("suggestions/<uuid:suggestion_id>/", suggestions.suggestion, name="suggestion"),
    path("suggestions/<uuid:suggestion_id>/<slug:code>/", suggestions.step, name="suggestion_step"),
    path("board/<slug:community>/suggestions/<uuid:public_id>/", board.suggestion, name="board_suggestion"),
]
