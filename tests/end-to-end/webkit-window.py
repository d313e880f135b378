"""A window of WebKitGTK that WebKitWebDriver drives, with a profile that outlives it.

The driver's own MiniBrowser forgets everything with its process, so nothing could be started offline in it.
Called with the folder of the profile.
"""

import os
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

profile = sys.argv[1]
context = WebKit2.WebContext(
    website_data_manager=WebKit2.WebsiteDataManager(
        base_data_directory=os.path.join(profile, "data"),
        base_cache_directory=os.path.join(profile, "cache"),
    )
)
context.set_automation_allowed(True)
window = Gtk.Window(default_width=360, default_height=740)


def open_view(_session):
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    window.add(view)
    window.show_all()
    return view


def start(_context, session):
    info = WebKit2.ApplicationInfo()
    info.set_name("Porch")
    session.set_application_info(info)
    session.connect("create-web-view", open_view)


context.connect("automation-started", start)
window.connect("destroy", Gtk.main_quit)
Gtk.main()
