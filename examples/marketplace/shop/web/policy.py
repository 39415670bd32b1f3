"""The content policy of every page: the shop's own files, and the one address at which Tidings answers."""

from shop.settings import Settings


def headers(settings: Settings) -> dict[str, str]:
    """What every answer says to browsers. There is no inline script or style, so that none can be smuggled in."""
    tidings = settings.tidings_url
    policy = (
        "default-src 'none'",
        f"script-src 'self' {tidings}",
        f"connect-src 'self' {tidings} {settings.tidings_socket}",
        f"img-src 'self' data: https: {tidings}",
        "style-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        # Kept, but asked for anew: what changes in the shop is seen at once.
        "Cache-Control": "no-cache",
    }
