"""The summary for the wall as a Word document: the same texts, with real headings and tables."""

from io import BytesIO

from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from docx import Document
from docx.enum.table import WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from workplans.exchange.paper.texts import BREAK
from workplans.exchange.paper.typesetting import page_of

TEAL, BAND, LINE = RGBColor(0x0B, 0x4F, 0x52), "D9EEEE", "C4D0D0"
MUTED = RGBColor(0x55, 0x65, 0x6A)
SIZES = {"Normal": 12, "Title": 24, "Heading 1": 16}


def summary_written(shown):
    """The Word document, as bytes, of what `summary_shown` says."""
    page = Page(shown)
    page.head()
    page.objectives()
    if not shown["is_empty"]:
        page.shares("by_source", "source", shown["sources"])
        page.shares("by_quarter", "quarter", shown["quarters"])
        page.indicators()
        page.people()
    content = BytesIO()
    page.document.save(content)
    return content.getvalue()


class Page:
    """A document that is being written, in the reader's language and direction."""

    def __init__(self, shown):
        self.shown, self.words, self.rtl = shown, shown["words"], get_language_bidi()
        self.document = Document()
        self.set_up()

    def set_up(self):
        """A4, the letters, the language, and what a file says of itself."""
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(16)
        section.top_margin = section.bottom_margin = Mm(15)
        if self.rtl:
            section._sectPr.find(qn("w:docGrid")).addprevious(element("w:bidi"))
        about, language = self.document.core_properties, get_language() or "en"
        about.title, about.language, about.author, about.comments = self.shown["title"], language, "", ""
        about.created = about.modified = timezone.now().replace(tzinfo=None, microsecond=0)
        for told in self.document.styles.element.iter(qn("w:lang")):
            for name in ("val", "bidi", "eastAsia"):
                told.set(qn(f"w:{name}"), language)
        for name, size in SIZES.items():
            self.set_letters(self.document.styles[name], size)
        self.document.styles["Normal"].paragraph_format.space_after = Pt(3)
        self.write_foot(section.footer.paragraphs[0])

    def set_letters(self, style, size):
        """Let `style` be written in `size` points, in letters that every computer has, in all scripts alike."""
        style.font.size = Pt(size)
        if style.name != "Normal":
            style.font.color.rgb = TEAL
        properties = style.element.get_or_add_rPr()
        for name in ("w:rFonts", "w:szCs"):
            for old in properties.findall(qn(name)):
                properties.remove(old)
        properties.insert(0, element("w:rFonts", **dict.fromkeys(("ascii", "hAnsi", "cs", "eastAsia"), "Arial")))
        properties.find(qn("w:sz")).addnext(element("w:szCs", val=str(size * 2)))

    def write_foot(self, paragraph):
        """What the document is, and the number of the page, which Word counts."""
        self.write(f"{self.shown['title']}  ·  ", paragraph, muted=True)
        for piece in page_of():
            if isinstance(piece, str):
                self.write(piece, paragraph, muted=True)
            else:
                field = element("w:fldSimple", instr={"page": "PAGE", "pages": "NUMPAGES"}[piece[0]])
                paragraph._p.append(field)

    def write(self, text, paragraph=None, style=None, *, bold=False, muted=False):
        """`text` as a paragraph, or at the end of `paragraph`; from right to left where the language is."""
        paragraph = paragraph or self.document.add_paragraph(style=style)
        run = paragraph.add_run(text.replace(BREAK, ""))
        run.bold = run.font.cs_bold = bold or None
        if muted:
            run.font.color.rgb = MUTED
        if self.rtl:
            run.font.rtl = True
            properties = paragraph._p.get_or_add_pPr()
            if properties.find(qn("w:bidi")) is None:
                properties.append(element("w:bidi"))
        return paragraph

    def head(self):
        shown = self.shown
        self.write(shown["eyebrow"], muted=True)
        self.write(shown["name"], style="Title")
        self.write(shown["time"], muted=True)
        self.write(shown["standing"], muted=True)
        self.write("  ·  ".join(f"{value} {what}" for value, what in shown["figures"]), bold=True)

    def objectives(self):
        """The objectives with their outputs, or that there are none."""
        words, shown = self.words, self.shown
        self.write(words["objectives"], style="Heading 1")
        if shown["is_empty"]:
            self.write(words["empty"])
            return
        table = self.table([words["output"], words["activities"], words["asked"]], [112, 26, 40])
        for one in shown["objectives"]:
            self.row(table, [f"{one['number']} {one['name']}", one["count"], one["sum"]], bold=True, fill=BAND)
            for output in one["outputs"]:
                self.row(table, [f"{output['number']} {output['name']}", output["count"], output["sum"]])
            if one["more"]:
                self.row(table, one["more"], muted=True)
        if shown["more"]:
            self.row(table, shown["more"], muted=True)

    def shares(self, heading, label, found):
        words = self.words
        self.write(words[heading], style="Heading 1")
        table = self.table([words[label], words["asked"]], [128, 50])
        for row in found["rows"]:
            self.row(table, [row["name"], row["sum"]])
        self.row(table, [words["together"], found["total"]], bold=True, fill=BAND)

    def indicators(self):
        words, found = self.words, self.shown["indicators"]
        self.write(words["indicators"], style="Heading 1")
        if not found["rows"]:
            self.write(words["no_indicators"])
            return
        table = self.table([words["indicator"], words["baseline"], words["target"]], [108, 35, 35])
        for row in found["rows"]:
            unit = f" ({row['unit']})" if row["unit"] else ""
            self.row(table, [f"{row['number']} {row['name']}{unit}", row["baseline"], row["target"]])
        if found["more"]:
            self.row(table, [found["more"], "", ""], muted=True)

    def people(self):
        words, found = self.words, self.shown["people"]
        self.write(words["people"], style="Heading 1")
        if found["rows"]:
            table = self.table([words["who"], words["activities"], words["most"]], [66, 26, 86], figures={1})
            for row in found["rows"]:
                self.row(table, [row["who"], row["count"], row["most"]], figures={1})
            if found["more"]:
                self.row(table, [found["more"], "", ""], muted=True)
        else:
            self.write(words["no_people"])
        if found["nobody"]:
            self.write(found["nobody"], muted=True)

    def table(self, headings, widths, figures=None):
        """A table with its headings, which stand again on each page that it goes on."""
        table = self.document.add_table(rows=0, cols=len(headings), style="Table Grid")
        table.autofit = False
        if self.rtl:
            table.table_direction = WD_TABLE_DIRECTION.RTL
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(element(f"w:{side}", val="single", sz="4", space="0", color=LINE))
        table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        row = self.row(table, headings, bold=True, figures=figures)
        row._tr.get_or_add_trPr().append(element("w:tblHeader"))
        return table

    def row(self, table, texts, *, bold=False, muted=False, fill=None, figures=None):
        """A row of `table`; the columns `figures`, or all but the first, are figures. It is never torn apart."""
        row = table.add_row()
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        figures = set(range(1, len(texts))) if figures is None else figures
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = table.columns[place].width
            paragraph = self.write(text, cell.paragraphs[0], bold=bold, muted=muted)
            if place in figures:
                # In a paragraph from right to left, Word takes "right" for its start.
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if self.rtl else WD_ALIGN_PARAGRAPH.RIGHT
            if fill:
                cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=fill))
        return row


def element(name, **attributes):
    """An element of WordprocessingML with attributes of its namespace."""
    found = OxmlElement(name)
    for key, value in attributes.items():
        found.set(qn(f"w:{key}"), value)
    return found
