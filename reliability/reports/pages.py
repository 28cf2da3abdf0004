"""/reliability/slo/: what staff see of error budgets. Deny by default; no script, and a policy that allows none."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reliability.conventions import ReportPermission
from reliability.errors import ReliabilityError
from reliability.models import ReportArchive
from reliability.promises import promised_services
from reliability.reports.formats import FORMATS, SUFFIXES
from reliability.reports.make_sheet import make_sheet
from reliability.reports.overview import overview
from reliability.reports.read import over_month, read_report
from reliability.reports.report import SloReport

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES: Final = {
    "table": "text/plain; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}
SHOWN_ARCHIVE: Final = 24

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_staff(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let in staff, and whoever has the permission; ask others to sign in, and refuse those who did."""

    @wraps(page)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not (user.is_active and (user.is_staff or user.has_perm(ReportPermission.VIEW))):
            raise PermissionDenied
        try:
            answer = page(request, *args, **kwargs)
        except ReliabilityError as error:
            answer = render(request, "reliability/slo_problem.html", {"problem": error}, status=503)
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        return answer

    return never_cache(require_safe(guarded))


@for_staff
def slo_overview(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "sections": overview(promised_services(), at=now),
        "at": now,
        "archive": ReportArchive.objects.defer("content", "signature")[:SHOWN_ARCHIVE],
    }
    return render(request, "reliability/slo_overview.html", context)


@for_staff
def slo_detail(request: HttpRequest, service: str, name: str) -> HttpResponse:
    report = _report(request, service, name)
    return render(
        request,
        "reliability/slo_detail.html",
        {
            "sheet": make_sheet(report, link=slo_link),
            "service": service,
            "name": name,
            "period": request.GET.get("period", ""),
            "downloads": [suffix.removeprefix(".") for suffix in SUFFIXES],
        },
    )


@for_staff
def slo_download(request: HttpRequest, service: str, name: str, suffix: str) -> HttpResponse:
    form = SUFFIXES.get(f".{suffix}")
    if form is None:
        raise Http404
    content = FORMATS[form]([_report(request, service, name)])
    headers = {"Content-Disposition": f'attachment; filename="{service}-{name}.{suffix}"'}
    if form == "html":
        headers["Content-Security-Policy"] = "sandbox"
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


@for_staff
def archived_report(request: HttpRequest, service: str, month: str, kind: str) -> HttpResponse:  # noqa: ARG001 a view
    """`kind` is json, the report as it was signed, or sig, its signature."""
    report = get_object_or_404(ReportArchive, service=service, month=month)
    files = {"json": ("json", report.content), "sig": ("json.sig", report.signature)}
    if kind not in files:
        raise Http404
    ending, content = files[kind]
    headers = {"Content-Disposition": f'attachment; filename="{service}-{month}.{ending}"'}
    return HttpResponse(content, content_type=TYPES["json"], headers=headers)


def slo_link(reference: str) -> str:
    service, _, name = reference.partition("/")
    return reverse("reliability:slo", args=(service, name))


def _report(request: HttpRequest, service: str, name: str) -> SloReport:
    for one in promised_services():
        for slo in one.slos:
            if (one.name, slo.name) == (service, name):
                over, at = slo, timezone.now()
                if month := request.GET.get("period"):
                    over, at = over_month(slo, _month(month), now=at)
                return read_report(one, over, at=at)
    raise Http404


def _month(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)
    except ValueError as error:
        raise Http404 from error
