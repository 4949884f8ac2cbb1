"""The product's settings with one kind of file more, which ends whoever reads it."""

from rvuedge import settings as _product

globals().update({name: value for name, value in vars(_product).items() if name.isupper()})
INSTALLED_APPS = [*_product.INSTALLED_APPS, "tests.chaos.poison.PoisonConfig"]
