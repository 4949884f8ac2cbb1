"""What all addresses of SCIM share: the token, the media type, errors as RFC 7644 writes them, and how a resource is asked for."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import Http404
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback

from rvuedge.accounts.models import Membership, Organisation
from rvuedge.lib.scim import ScimFault, read_filter
from rvuedge.scim import resources as made
from rvuedge.scim import told
from rvuedge.scim.auth import Client, ScimAuthentication
from rvuedge.web.parsing import StrictJSONParser

MEDIA_TYPE = "application/scim+json"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


class ScimParser(StrictJSONParser):
    media_type = MEDIA_TYPE


class ScimRenderer(JSONRenderer):
    media_type = MEDIA_TYPE
    format = "scim"


def error_response(error: Exception, _context: dict[str, Any]) -> Response | None:
    """Return an error as SCIM writes it; None (a plain 500 page) for one that is our own fault."""
    status, kind, headers = 500, "", {}
    if isinstance(error, Http404):
        status, said = 404, "Nothing is here, or not for you."
    elif isinstance(error, ScimFault):
        status, kind, said = error.status, error.kind, error.detail
    elif isinstance(error, APIException):
        status, said = error.status_code, str(error.detail)
        kind = "invalidSyntax" if isinstance(error, ParseError | UnsupportedMediaType) else ""
        headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
        wait = getattr(error, "wait", None)
        headers |= {"Retry-After": str(int(wait) + 1)} if wait else {}
    else:
        return None
    set_rollback()
    body = {"schemas": [ERROR], "status": str(status), "detail": said} | ({"scimType": kind} if kind else {})
    return Response(body, status=status, headers=headers)


class ScimView(APIView):
    """What all addresses share: the token, the media type, the errors, and no line in the document of the other API."""

    authentication_classes = (ScimAuthentication,)
    permission_classes = (IsAuthenticated,)
    parser_classes = (ScimParser, StrictJSONParser)
    renderer_classes = (ScimRenderer, JSONRenderer)
    schema = None

    def get_exception_handler(self) -> Any:
        return error_response

    @property
    def organisation(self) -> Organisation:
        return cast("Client", self.request.user).organisation

    def base(self) -> str:
        return self.request.build_absolute_uri("/scim/v2/")

    def body(self) -> Mapping[str, Any]:
        if not isinstance(self.request.data, Mapping):
            raise ScimFault(400, "invalidSyntax", "The body is one object.")
        return self.request.data

    def asked(self, shape: made.Shape) -> made.Shape:
        attributes, excluded = (
            {name.strip().lower() for name in self.request.query_params.get(key, "").split(",") if name.strip()}
            for key in ("attributes", "excludedAttributes")
        )
        return made.only_asked(shape, attributes, excluded)

    def page(self) -> tuple[int, int]:
        return made.page_of(self.request.query_params.get("startIndex", ""), self.request.query_params.get("count", ""), told.MOST)

    def filter(self, known: Mapping[str, type]) -> Any:
        text = self.request.query_params.get("filter", "")
        return read_filter(text, known) if text else None

    def place(self, key: str) -> Membership:
        found = made.people_of(self.organisation).filter(pk=made.number_of(key)).first()
        if found is None:
            raise Http404
        return found

    def shown(self, place: Membership, status: int = 200) -> Response:
        """Answer with a person as stored now, and where to find it."""
        shape = made.person_shape(self.place(str(place.pk)), self.base())
        return Response(self.asked(shape), status=status, headers={"Location": f"{self.base()}Users/{place.pk}"})
