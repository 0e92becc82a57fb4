"""What a store holds, as a report that an outsider can read: sections with sentences, tables, figures and their sources."""

from graph.report.files import write_report
from graph.report.page import to_page
from graph.report.parts import Drawn, Report, Said, Section, Shown
from graph.report.sections import LANGUAGES, analyse_store

__all__ = ["LANGUAGES", "Drawn", "Report", "Said", "Section", "Shown", "analyse_store", "to_page", "write_report"]
