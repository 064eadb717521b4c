"""An element that the provider is to make lacks a picture or a description, or a field is too long for its library.

    elements:
      mara: {description: The keeper.}           # what does she look like?

    elements:
      mara:
        description: The keeper, about sixty. Yellow oilskin coat.
        frontal_image: assets/mara_front.jpg
        refer_images: [assets/mara_side.jpg]

On `gateway`: a name of at most 10 characters, a description of at most 100, one frontal picture and one to three others.
A name that was not typed is made from the key and shortened.
"""

from collections.abc import Iterator

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic, suggest_name
from storyboard.source import Span

CODE = "SB311"


def check(subject: Subject) -> Iterator[Diagnostic]:
    rules = subject.capabilities.elements
    used = {name for one in subject.routed.values() for name in one.shot.references.elements}
    for element in subject.film.elements.values():
        if element.id is not None or element.name not in used or element.damaged:
            continue
        if rules is None:
            yield _say(f"`{subject.capabilities.profile}` has no element library", element.span, "")
            continue
        typed_name = element.wire_name.span != element.span
        name, words = element.wire_name.text, element.description.text
        if typed_name and len(name) > rules.name_limit:
            message = (
                f"the element's name has {len(name)} characters, and `{subject.capabilities.profile}` takes "
            )
            yield _say(f"{message}{rules.name_limit}", element.wire_name.span, "shorten it")
        if not words:
            yield _say(f"the element `{element.name}` has no `description`", element.span, "say what it is")
        elif len(words) > rules.description_limit:
            message = (
                f"the description has {len(words)} characters, and `{subject.capabilities.profile}` takes "
            )
            yield _say(f"{message}{rules.description_limit}", element.description.span, "shorten it")
        if element.frontal_image is None:
            help = "add the picture that shows it from the front"
            yield _say(f"the element `{element.name}` has no `frontal_image`", element.span, help)
        least, most = rules.refer_images
        count = len(element.refer_images)
        if not least <= count <= most:
            message = f"the element `{element.name}` has {count or 'no'} `refer_images`, and takes {least} to {most}"
            span = element.refer_images[-1].span if count else element.span
            yield _say(message, span, "add pictures from other sides" if count < least else "take some out")
        known = {*rules.tags, *rules.tags.values()}
        for tag in element.tags:
            if tag.text.lower() not in known:
                yield _say(
                    f"no tag is called `{tag.text}`",
                    tag.span,
                    suggest_name(tag.text, rules.tags.values()),
                )


def _say(message: str, span: Span, help: str) -> Diagnostic:
    return Diagnostic(code=CODE, message=message, span=span, help=help)
