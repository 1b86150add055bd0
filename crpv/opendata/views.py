"""Pages and files of the open data, without sign-in; 404 for what is not public."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from crpv.models import Publication
from crpv.models.publication import IN_FORCE
from crpv.opendata.catalogue import LICENCE, by_year, data_package, entries, undated_entries
from crpv.opendata.csv_json import WRITERS
from crpv.opendata.datasets import CENTRES, CHANGES, DATA_SETS, FUNDING, OF_PUBLICATIONS
from crpv.opendata.queries import ANONYMOUS, adopted_rounds, centre_rows, change_rows, funding_rows
from documents.downloads import MEDIA_TYPES
from funding.enums import RoundState

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=300"


def data_answer(
    request: HttpRequest, content: bytes, media_type: str, *, name: str, at: datetime | None = None,
    is_immutable: bool = False,
) -> HttpResponseBase:  # fmt: skip
    """The file, or 304 when the reader has it already; readable from any site, since it depends on no cookie."""
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    moment = int(at.timestamp()) if at else None
    response = HttpResponse(content, content_type=media_type)
    response["ETag"] = etag
    if moment is not None:
        response["Last-Modified"] = http_date(moment)
    response["Cache-Control"] = FOR_EVER if is_immutable else ASK_AGAIN
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return get_conditional_response(request, etag=etag, last_modified=moment, response=response) or response


TODAY: dict[str, Callable] = {CENTRES.name: centre_rows, CHANGES.name: change_rows}


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The catalogue, the licence and the latest changes."""
    context = {
        "years": by_year(entries()),
        "today": undated_entries(),
        "changes": change_rows(),
        "kinds": DATA_SETS.values(),
        "licence": LICENCE,
        "breadcrumb": [("Données ouvertes", "")],
    }
    return render(request, "crpv/opendata/index.html", context)


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue as a Data Package."""
    return _json_response(data_package(request.build_absolute_uri))


@login_not_required
@require_safe
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """The Table Schema of one data set."""
    if name not in DATA_SETS:
        raise Http404
    return _json_response(DATA_SETS[name].table_schema())


def _json_response(content: dict) -> HttpResponse:
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2}, headers=headers)


@login_not_required
@require_safe
def network(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    """A data set of today."""
    if name not in TODAY:
        raise Http404
    content = WRITERS[ending](DATA_SETS[name], TODAY[name]())
    return data_answer(request, content, MEDIA_TYPES[ending], name=f"{name}.{ending}")


@login_not_required
@require_safe
def of_year(request: HttpRequest, year: int, name: str, ending: str, version: int | None = None) -> HttpResponseBase:
    """A data set of one year: the version in force, or the immutable one of the path or of `?version=`."""
    text = str(version or request.GET.get("version", ""))
    if text and not (text.isascii() and text.isdigit() and len(text) < 5):
        raise Http404
    number = int(text) if text else None
    if name == FUNDING.name:
        chosen = {"version": number} if number else {"state": RoundState.ADOPTED}
        exercise = get_object_or_404(adopted_rounds(), year=year, **chosen)
        return data_answer(
            request, WRITERS[ending](FUNDING, funding_rows(exercise)), MEDIA_TYPES[ending],
            name=_file_name(f"{FUNDING.name}.{ending}", year, exercise.version), at=exercise.adopted_at,
            is_immutable=number is not None,
        )  # fmt: skip
    if name in OF_PUBLICATIONS:
        chosen = {"version": number} if number else {"state__in": sorted(IN_FORCE)}
        publication = get_object_or_404(Publication.objects.visible_to(ANONYMOUS).light(), year=year, **chosen)
        file = get_object_or_404(publication.files.all(), name=f"{name}.{ending}")
        return data_answer(
            request, bytes(file.content), file.media_type, name=_file_name(file.name, year, publication.version),
            at=publication.published_at, is_immutable=number is not None,
        )  # fmt: skip
    raise Http404


def _file_name(name: str, year: int, version: int) -> str:
    stem, ending = name.rsplit(".", 1)
    return f"crpv-{stem}-{year}-v{version}.{ending}"
