"""The names reviews knows its authors by; here so that the review list can be narrowed to one author."""

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.decorators import display

from marketplace.common.admin.links import list_link, record_link
from marketplace.common.admin.records import RecordAdmin
from marketplace.subgraphs.reviews.models import AuthorName


@admin.register(AuthorName)
class AuthorNameAdmin(RecordAdmin):
    list_display = ("display_name", "user", "reviews")
    search_fields = ("display_name__istartswith",)
    search_help_text = "Beginning of a name, or a public id"
    public_id_columns = {"user": "pk"}
    ordering = ("display_name", "pk")
    fields = ("display_name", "user", "reviews", "profile_version")
    readonly_fields = ("user", "reviews")

    @display(description="user")
    def user(self, author: AuthorName) -> SafeString:
        return record_link("users_user", "user", author.pk)

    @display(description="reviews")
    def reviews(self, author: AuthorName) -> SafeString:
        return list_link("reviews_review", "Reviews written", author__author_id__exact=author.pk, queue="all")
