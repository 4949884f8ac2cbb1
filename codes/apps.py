"""Django's entry to codes."""

from importlib import import_module

from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "codes"

    def ready(self) -> None:
        # Importers use models, which exist only now.
        registry = import_module("rvuedge.imports.registry")
        registry.register(import_module("codes.importers").PprrvuImporter())
        kinds, readers = import_module("codes.other_kinds"), import_module("codes.cms.kinds")
        for reader in readers.READERS:
            importers = import_module("codes.importers_other")
            importer = importers.LargeImporter if reader.kind in readers.LARGE else importers.OtherImporter
            registry.register(importer(kinds.kind_called(reader.kind), reader))
        for own in kinds.OWN:
            registry.register(import_module("codes.importers_fees").FeeTableImporter(kinds.kind_called(own)))
        registry.register_sweeper(import_module("codes.services_pieces").remove_left_behind)
        registry.register_finder(import_module("codes.finding").found_in)
