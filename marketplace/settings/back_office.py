"""How the admin looks and what stands in its sidebar (django-unfold)."""

from typing import Any, Final

from django.templatetags.static import static
from django.urls import reverse_lazy


def _item(title: str, icon: str, page: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{page}"), **more}


FORMAT_MODULE_PATH: Final = ["marketplace.back_office.formats"]

UNFOLD: Final = {
    "SITE_TITLE": "Holdfast",
    "SITE_HEADER": "Holdfast",
    "SITE_SUBHEADER": "Marketplace back office",
    "SITE_SYMBOL": "anchor",
    "SITE_URL": "/explorer",
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda _request: static("back_office/back_office.css")],
    "SHOW_BACK_BUTTON": True,
    "DASHBOARD_CALLBACK": "marketplace.back_office.landing.landing_context",
    "COMMAND": {"search_models": False, "show_history": False},
    "COLORS": {
        "primary": {
            "50": "oklch(98.4% .014 180.72)",
            "100": "oklch(95.3% .051 180.801)",
            "200": "oklch(91% .096 180.426)",
            "300": "oklch(85.5% .138 181.071)",
            "400": "oklch(77.7% .152 181.912)",
            "500": "oklch(64% .11 182.503)",
            "600": "oklch(52% .09 184.704)",
            "700": "oklch(45% .078 186.391)",
            "800": "oklch(40% .068 188.216)",
            "900": "oklch(36% .058 188.416)",
            "950": "oklch(25.7% .043 192.524)",
        }
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {"items": [_item("Overview", "dashboard", "index")]},
            {
                "title": "Moderation",
                "separator": True,
                "items": [
                    _item(
                        "Reviews",
                        "rate_review",
                        "reviews_review_changelist",
                        badge="marketplace.back_office.landing.waiting_badge",
                    ),
                    _item("Ratings of offers", "star", "reviews_offerrating_changelist"),
                    _item("Ratings of sellers", "hotel_class", "reviews_sellerrating_changelist"),
                ],
            },
            {
                "title": "Marketplace",
                "separator": True,
                "items": [
                    _item("Offers", "sell", "offers_offer_changelist"),
                    _item("Categories", "account_tree", "offers_category_changelist"),
                    _item("Users", "group", "users_user_changelist"),
                ],
            },
            {
                "title": "On-call",
                "separator": True,
                "items": [
                    _item(
                        "Alert groups",
                        "notifications_active",
                        "reliability_alertgroup_changelist",
                        badge="reliability.admin.alert_groups.firing_badge",
                    ),
                    {
                        "title": "Who is on call",
                        "icon": "event_available",
                        "link": reverse_lazy("reliability:who-is-on-call"),
                    },
                    _item("Schedules", "calendar_month", "reliability_schedule_changelist"),
                    _item("Layers of schedules", "layers", "reliability_schedulelayer_changelist"),
                    _item("Escalation policies", "stairs", "reliability_escalationpolicy_changelist"),
                    _item("Routes", "alt_route", "reliability_alertroute_changelist"),
                    _item("Channels", "send", "reliability_channel_changelist"),
                    _item("Ways to people", "contact_phone", "reliability_personalrule_changelist"),
                    _item("Maintenance", "engineering", "reliability_maintenancewindow_changelist"),
                    _item("Heartbeats", "monitor_heart", "reliability_heartbeat_changelist"),
                ],
            },
            {
                "title": "Error budgets",
                "separator": True,
                "items": [
                    {"title": "Service levels", "icon": "speed", "link": reverse_lazy("reliability:slos")},
                    _item("Adjustments", "event_busy", "reliability_budgetadjustment_changelist"),
                    _item("Policy states", "policy", "reliability_policytransition_changelist"),
                    _item("Gate overrides", "lock_open", "reliability_gateoverride_changelist"),
                    _item("Deployments and incidents", "flag", "reliability_budgetevent_changelist"),
                ],
            },
            {
                "title": "Operations",
                "separator": True,
                "items": [_item("Messages between subgraphs", "forward_to_inbox", "common_outboxmessage_changelist")],
            },
        ],
    },
}
