"""Showing a file to those who may see the row it stands beside."""

import hashlib
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongxin.files.keeping import fingerprint_in_chain
from tongxin.files.kinds import KINDS
from tongxin.files.models import StoredFile
from tongxin.files.pictures import MEDIA_TYPE
from tongxin.kit.clock import now
from tongxin.kit.errors import NotFound, RuleBroken
from tongxin.web.views import actor_of


@require_GET
def stored_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Show a file, unless its bytes are not those of which the register holds the fingerprint."""
    actor = actor_of(request)
    file = StoredFile.objects.get(pk=file_id)
    kind = KINDS[file.kind]
    if not kind.may_see(actor, file.subject):
        raise Http404
    if file.gone_on is not None:
        raise NotFound(_("This picture was deleted; its fingerprint stays in the register."))
    try:
        content = file.read()
    except OSError:
        raise Http404 from None
    if hashlib.sha256(content).hexdigest() != fingerprint_in_chain(file):
        raise RuleBroken(
            _("This picture was changed outside Tongxin: it differs from the fingerprint in the register.")
        )
    kind.looked(file.subject, actor, now())
    return HttpResponse(content, content_type=MEDIA_TYPE, headers={"Cache-Control": "private, no-store"})
