"""Being somebody else: there are no passwords here, because nobody here is real."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from shop import people
from shop.web.pages import COOKIE, NotHere, Work

router = APIRouter()


@router.get("/as/{person_id}")
def become(request: Request, tx: Work, person_id: str) -> RedirectResponse:
    """Look at the shop as somebody, from now on, in windows of this host name."""
    if people.find(tx, person_id) is None:
        raise NotHere
    answer = RedirectResponse("/", status_code=303, headers={"Cache-Control": "no-store"})
    answer.set_cookie(COOKIE, person_id, httponly=True, samesite="lax")
    return answer
