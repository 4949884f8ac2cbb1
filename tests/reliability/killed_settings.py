"""The product's own settings, but that the queue gives a task again after two seconds without an answer, not fifteen minutes."""

from rvuedge import settings as _product

globals().update({name: value for name, value in vars(_product).items() if name.isupper()})
CELERY_BROKER_TRANSPORT_OPTIONS = {**_product.CELERY_BROKER_TRANSPORT_OPTIONS, "visibility_timeout": 2}
