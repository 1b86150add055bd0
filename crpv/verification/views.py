"""Public page that verifies a published document, by its bytes or its reference."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.sign_in.throttling import client_ip, wait_before_next
from crpv.verification.forms import LARGEST, VerificationForm
from crpv.verification.queries import with_publications
from documents.published.verification import Verification, verify_bytes, verify_reference

PER_MINUTE = 20
FORM_OVERHEAD = 64 * 1024
TOO_LARGE = "Ce fichier dépasse 20\u00a0Mo : aucun document publié n’est aussi lourd."
TOO_OFTEN = f"Vous avez posé plus de {PER_MINUTE} questions en une minute. Attendez une minute, puis recommencez."


@csrf_exempt  # asking changes nothing and needs no account; a request too large is refused before it is read
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a file, or a reference, is that of a published document, and whether a later version exists."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if (int(length) if length.isdecimal() else 0) > LARGEST + FORM_OVERHEAD:
        return _page(request, VerificationForm(), refusal=TOO_LARGE, status=413)
    query = request.POST if request.method == "POST" else request.GET
    if not query and not request.FILES:
        return _page(request, VerificationForm())
    if seconds := wait_before_next(f"verifier {client_ip(request)}", PER_MINUTE):
        answer = _page(request, VerificationForm(), refusal=TOO_OFTEN, status=429)
        answer["Retry-After"] = str(seconds)
        return answer
    form = VerificationForm(query, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    file, reference = form.cleaned_data["file"], form.cleaned_data["reference"]
    answer = verify_bytes(file.chunks()) if file else verify_reference(reference)
    return _page(request, form, answer=with_publications(answer))


def _page(
    request: HttpRequest,
    form: VerificationForm,
    *,
    answer: Verification | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "answer": answer,
        "refusal": refusal,
        "breadcrumb": [("Vérifier un document", None)],
    }
    return render(request, "crpv/verification/verify.html", context, status=status)
