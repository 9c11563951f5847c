"""Small feeds of every dialect, pages and robots.txt, as publishers write them: what the fuzzing changes."""

from __future__ import annotations

from pathlib import Path

_READERS = Path(__file__).parents[1] / "extractors"

_ITEMS = """
<item><title>Five killed in market blast &amp; fire</title><link>https://paper.example/a/1?utm_source=rss</link>
<guid isPermaLink="false">tag:paper.example,2024:1</guid><pubDate>Sat, 31 Aug 2024 09:15:00 +0500</pubDate>
<description><![CDATA[<p>A bomb went off at a <b>market</b> in Quetta, police
 said.</p><script>track()</script>]]></description>
<dc:creator>A. Reporter</dc:creator><content:encoded>&lt;p&gt;A bomb went off at a market in Quetta on Saturday
morning, killing five people and wounding nine, the police said. Nobody has claimed
 it.&lt;/p&gt;</content:encoded></item>
<item><title>Zwei Männer über Nacht getötet</title><link>/b/2</link><pubDate>2024-08-30T23:10:00Z</pubDate></item>
"""
_RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>The
 Paper</title><link>https://paper.example/</link><ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>
<atom:link rel="hub" href="https://hub.example/"/><skipHours><hour>3</hour></skipHours>{_ITEMS}</channel></rss>"""
_RSS_WITH_DOCTYPE = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"
 [<!ENTITY paper "The Paper">]>
<rss version="0.91"><channel><title>&paper;</title><item><title>Convoi attaqué à Gao</title>
<link>http://papier.example/1.html</link><description>Trois soldats tués.</description></item></channel></rss>"""
_RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://x.example/rss">
<title>X</title><items><rdf:Seq><rdf:li resource="http://x.example/1"/></rdf:Seq></items></channel>
<item rdf:about="http://x.example/1"><title>Troops enter town</title><link>http://x.example/1</link>
<dc:date>2024-08-30T10:00+02:00</dc:date></item></rdf:RDF>"""
_RSS_090 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://my.netscape.com/rdf/simple/0.9/"><item><title>Old paper</title><link>http://old.example/1</link></item>
</rdf:RDF>"""
_ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"
 xml:base="https://a.example/x/"
 xml:lang="ar"><title type="html">&lt;b&gt;A&lt;/b&gt;</title><link rel="self"
 href="feed.xml"/><entry><id>urn:uuid:1</id>
<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">مقتل <i>ثلاثة</i></div></title><link href="../1"/>
<updated>2024-08-31T08:00:00.123Z</updated><published>2024-08-31T07:00:00+03:00</published>
<summary>قتل ثلاثة أشخاص في هجوم</summary><content type="html">&lt;p&gt;نص&lt;/p&gt;</content></entry></feed>"""
_ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>B</title><entry><title mode="escaped">Riot
&amp;amp; fire</title><link rel="alternate" type="text/html" href="http://b.example/1"/><id>tag:b.example,2004:1</id>
<issued>2024-08-30T10:00:00Z</issued><modified>2024-08-30T11:00:00Z</modified></entry></feed>"""
_CDF = """<?xml version="1.0"?><CHANNEL HREF="http://c.example/"><TITLE>C</TITLE><ITEM HREF="http://c.example/1"
 LASTMOD="2024-08-30T10:00"><TITLE>Shots at the border</TITLE><ABSTRACT>Two guards were
 hurt.</ABSTRACT></ITEM></CHANNEL>"""
_SITEMAP = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://d.example/1</loc><news:news>
<news:publication><news:name>D</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2024-08-31T06:00:00Z</news:publication_date><news:title>Village
 burnt</news:title></news:news></url>
<url><loc>https://d.example/2</loc><lastmod>2024-08-30</lastmod></url></urlset>"""
_SITEMAP_INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
<loc>https://d.example/news-1.xml.gz</loc><lastmod>2024-08-31</lastmod></sitemap></sitemapindex>"""

_STORY = """<p>A suicide bomber blew himself up at the gate of a mosque in the city of Kunduz during Friday prayers,
killing at least nineteen people, a provincial official said.</p><p>The head of the public hospital said that his wards
were full and that doctors had been called from two other towns.
<a href="/more">Read more</a></p><ul><li>One</li><li>Two</li></ul>
<blockquote>“We shall find them”, the governor said on Saturday.</blockquote><p>Nobody has claimed the attack.</p>"""
_PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Bomber kills 19 in Kunduz | The Paper</title>
<link rel="canonical" href="https://paper.example/a/1"><link rel="amphtml" href="/amp/a/1">
<link rel="alternate" type="application/rss+xml" title="News" href="/rss.xml">
<meta property="og:title" content="Bomber kills 19 in Kunduz"><meta property="og:type" content="article">
<meta property="article:published_time" content="2024-08-30T14:05:00+04:30"><meta name="author" content="A. Reporter">
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":["NewsArticle","Thing"],
"headline":"Bomber kills 19 in Kunduz","datePublished":"2024-08-30T14:05:00+04:30",
"dateModified":"2024-08-30T16:00:00Z",
"author":[{{"@type":"Person","name":"A. Reporter"}},{{"name":"Reuters"}}],"isAccessibleForFree":"False",
"hasPart":{{"cssSelector":".wall"}},
"articleBody":"A suicide bomber blew himself up at the gate of a mosque."}}]}}</script>
<style>p {{ color: red }}</style></head><body><nav><a href="/">Home</a><a href="/world">World</a></nav>
<article><h1>Bomber kills 19 in Kunduz</h1><time datetime="2024-08-30T14:05:00+04:30">30 August 2024, 2:05 pm</time>
<div class="byline">By A. Reporter in Kabul, Reuters</div>{_STORY}
<figure><img src="x.jpg" alt="x"><figcaption>The mosque.</figcaption></figure>
<div class="wall">Subscribe to read on</div></article><aside class="related"><h3>Related</h3>
<a href="/b">Other</a></aside><footer>© The Paper 2024</footer></body></html>"""
_MICRODATA = f"""<html><body><div itemscope itemtype="http://schema.org/NewsArticle"><span itemprop="datePublished"
 content="2024-08-30">Freitag, 30. August 2024</span><h1 itemprop="headline">Anschlag</h1><div
 itemprop="articleBody">{_STORY}
</div></div><!-- unended <div><table><tr><td>a<td>b</table></body>"""
_CYRILLIC = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><title>Взрыв в
 Кундузе
</title></head><body><p>Опубликовано 30 августа 2024 г. в 14:05</p>{_STORY}<p>Никто не взял на себя
 ответственность.</p>"""
_ROBOTS = """# robots
User-agent: *
Disallow: /private
Allow: /*.html$
Crawl-delay: 2.5
Sitemap: https://paper.example/s.xml
User-agent: tocsin
Disallow:
Sitemap: /news-sitemap.xml.gz
"""


def _files(folder: str, ending: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted((_READERS / folder).glob(ending)))


_WRITTEN = (_RSS, _RDF, _RSS_090, _ATOM, _ATOM_03, _CDF, _SITEMAP, _SITEMAP_INDEX)
FEEDS: tuple[bytes, ...] = (
    *(feed.encode() for feed in _WRITTEN),
    _RSS_WITH_DOCTYPE.encode("latin-1"),
    *_files("feeds", "*.xml"),
)
PAGES: tuple[bytes, ...] = (
    _PAGE.encode(),
    _MICRODATA.encode(),
    _CYRILLIC.encode("cp1251"),
    *_files("pages", "*.html"),
)
SITES: tuple[bytes, ...] = (_ROBOTS.encode(), _SITEMAP_INDEX.encode(), _SITEMAP.encode(), _PAGE.encode(), _RSS.encode())
