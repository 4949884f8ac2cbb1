"""The access matrix: the public site, which is for everybody, and the form that writes to the operator."""

from tests.access.entry import NO_POST, Entry, everybody

OPEN = (
    "robots.txt",
    "for/medical-students/",
    "for/residents/",
    "for/attendings/",
    "resources/",
    "blog/",
    "blog/feed.atom",
    "tools/",
    "tools/find/",
    "tools/case/",
    "tools/what-changed/",
    "tools/percentile/",
    "tools/pay/",
    "tools/payment/",
    "support/",
    "support/status/",
)

ENTRIES = (
    *(Entry(route, everybody(200), NO_POST) for route in OPEN),
    Entry("resources/<slug:slug>/", everybody(200), NO_POST, holds="guide"),
    Entry("blog/tag/<slug:tag>/", everybody(200), NO_POST, holds="blog tag"),
    Entry("blog/<slug:slug>/", everybody(200), NO_POST, holds="post"),
    Entry("support/<slug:slug>/", everybody(200), NO_POST, holds="help"),
    Entry("card/<slug:folder>/<slug:slug>.png", everybody(200), NO_POST, holds="card"),
    # No message is sent.
    Entry("support/contact/", everybody(200), everybody(400)),
    # The operator of this world has no logo in the data folder.
    Entry("own-logo.png", everybody(404), NO_POST),
)
