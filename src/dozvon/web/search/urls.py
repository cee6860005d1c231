"""Routes of search as one types."""

from __future__ import annotations

from django.urls import path

from dozvon.web.search import finding

urlpatterns = [
    path("search/found", finding.search_matches, name="search-found"),
]
