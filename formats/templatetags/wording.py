"""The block tag that links words to their meaning, each once on a page."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from formats.wording import vocabulary

register = template.Library()


class Linked(template.Node):
    def __init__(self, nodes: template.NodeList) -> None:
        self.nodelist = nodes

    def render(self, context: template.Context) -> SafeString:
        html = self.nodelist.render(context)
        request: Any = context.get("request")
        if request is None or not html.strip():  # mails and printed pages are read without the site
            return html
        if not hasattr(request, "words_of_page"):
            request.words_of_page = (vocabulary(), set())
        words, told = request.words_of_page
        return words.link(html, told, _("What “%s” means"))


@register.tag
def istilah(parser: template.base.Parser, token: template.base.Token) -> Linked:
    """``{% istilah %}…{% endistilah %}``: the words of the glossary and the dimensions in it become links."""
    nodes = parser.parse(("endistilah",))
    parser.delete_first_token()
    return Linked(nodes)
