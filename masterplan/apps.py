from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MasterplanConfig(AppConfig):
    name = "masterplan"
    verbose_name = _("Masterplan")

    def ready(self) -> None:
        from formats import wording
        from quickwins.quoting import tellers
        from stakeholders import pointing as below

        from .pointing import sections_of
        from .quoting import sections_that_speak
        from .wording import words_of_site

        # The register below asks which sections speak of a program; it knows no book.
        tellers[:] = [sections_that_speak]
        below.tellers[:] = [sections_of]
        wording.tellers[:] = [words_of_site]
