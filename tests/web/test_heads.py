"""RVU Edge's public pages say what they are to whoever lists or reads them aloud."""

import re

PAGES = (
    "/",
    "/codes/",
    "/codes/45385/",
    "/codes/specialties/",
    "/resources/",
    "/resources/how-wrvus-are-counted/",
    "/blog/",
    "/support/",
    "/support/contact/",
    "/support/status/",
    "/codes/specialties/cardiology/",
    "/codes/category/bundled-services/",
    "/support/privacy/",
    *(f"/tools/{name}" for name in ("", "case/", "what-changed/", "percentile/", "pay/", "payment/")),
    *(f"/for/{name}/" for name in ("medical-students", "residents", "attendings")),
)


def test_public_pages_have_a_title_a_description_and_one_heading(client, cast, catalogue):
    for address in PAGES:
        page = client.get(address).content.decode()
        descriptions = re.findall(r'<meta name="description" content="([^"]+)">', page)
        assert [40 <= len(one) <= 200 for one in descriptions] == [True], (address, descriptions)
        assert len(re.findall(r"<title>[^<]{10,}</title>", page)) == 1, address
        assert len(re.findall(r"<h1[ >]", page)) == 1, address


def test_the_front_page_names_its_one_address(client, cast, catalogue):
    page = client.get("/?utm=1").content.decode()
    assert '<link rel="canonical" href="http://testserver/">' in page
