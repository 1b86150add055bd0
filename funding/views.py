from django.http import HttpRequest, HttpResponse


def index(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def round_table(request: HttpRequest, year: int) -> HttpResponse:
    return HttpResponse()


def allocation(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    return HttpResponse()
