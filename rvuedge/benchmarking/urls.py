"""The addresses of the product, and bare ones beside them: nothing, one question to the database, the codes found alone."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone

from codes.releases import catalogue_version
from codes.search import search
from rvuedge.urls import urlpatterns as of_the_product


def empty(_request: HttpRequest) -> HttpResponse:
    """Return nothing: what every answer costs at least."""
    return HttpResponse()


def one_question(_request: HttpRequest) -> HttpResponse:
    """Return a number that the database knows: what every answer costs that asks it anything."""
    return HttpResponse(str(catalogue_version()))


def bare_search(request: HttpRequest) -> JsonResponse:
    """Return codes and names alone: no session, no template."""
    found = search(request.GET["q"], on=timezone.now().date())
    return JsonResponse({"codes": [(hit.code, hit.name) for hit in found]})


urlpatterns = [
    path("bench/empty/", empty),
    path("bench/question/", one_question),
    path("bench/search/", bare_search),
    *of_the_product,
]
