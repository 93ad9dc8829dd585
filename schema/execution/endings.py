"""Why a subscription ends, or is not opened."""

from __future__ import annotations

from core.errors import LinliError


class SubscriptionEnded(LinliError):
    """Base of the reasons for which the server ends a subscription. The client may open it again."""


class TooSlow(SubscriptionEnded):
    """More events are waiting than may."""

    code = "SUBSCRIPTION_TOO_SLOW"

    def __init__(self) -> None:
        super().__init__(
            "Events came faster than they were taken. Subscribe again, after the last cursor that you saw."
        )


class Expired(SubscriptionEnded):
    """The subscription is as old as it may become."""

    code = "SUBSCRIPTION_EXPIRED"

    def __init__(self) -> None:
        super().__init__("The subscription was open for as long as it may be. Subscribe again, after the last cursor.")


class ServerStopping(SubscriptionEnded):
    """The process ends."""

    code = "SERVER_STOPPING"

    def __init__(self) -> None:
        super().__init__("The server stops. Subscribe again in a moment, after the last cursor.")


class SchemaChanged(SubscriptionEnded):
    """The address has another schema by now: a module was enabled or disabled, or the district has lost its name."""

    code = "SCHEMA_CHANGED"

    def __init__(self) -> None:
        super().__init__("The modules of this district have changed. Subscribe again, to what there is now.")


class TokenEnded(SubscriptionEnded):
    """Nobody has the token any more."""

    code = "UNAUTHENTICATED"

    def __init__(self) -> None:
        super().__init__("The token is not valid any more.")


class RightsChanged(SubscriptionEnded):
    """The token has other permissions by now."""

    code = "PERMISSIONS_CHANGED"

    def __init__(self) -> None:
        super().__init__("What you may see has changed. Subscribe again, after the last cursor.")


class TooManySubscriptions(LinliError):
    """The process, or one client, has as many subscriptions open as it may."""

    code = "TOO_MANY_SUBSCRIPTIONS"

    def __init__(self, whose: str, most: int) -> None:
        super().__init__(
            f"{whose} {most} subscriptions open, which is the most allowed. Close some, or try again later."
        )
