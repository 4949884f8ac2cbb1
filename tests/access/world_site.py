"""What addresses of the public site name: a text of each folder, a tag, a picture, and a message to the operator."""

from typing import TYPE_CHECKING

from rvuedge.site.library import GUIDES, HELP, POSTS, post_tags, texts
from rvuedge.site.services import keep_message

if TYPE_CHECKING:
    from tests.access.world import World


def add_texts(world: "World") -> None:
    """Put one of each into the world."""
    guide = next(iter(texts(GUIDES)))
    world.add("guide", "installation", slug=guide)
    world.add("post", "installation", slug=next(iter(texts(POSTS))))
    world.add("help", "installation", slug=next(iter(texts(HELP))))
    world.add("blog tag", "installation", tag=post_tags()[0])
    world.add("card", "installation", folder=GUIDES, slug=guide)
    keep_message(message="The page of a code does not print.", reply_to="")
