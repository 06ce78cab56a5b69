from rest_framework.pagination import CursorPagination


class ByIdPagination(CursorPagination):
    """Keyset pages by id; the framework's own answer, with the address of the next page."""

    ordering = "id"
    page_size = 25
    page_size_query_param = "limit"
    max_page_size = 100
