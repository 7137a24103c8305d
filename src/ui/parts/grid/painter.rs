//! Draws rows into the document. Elements are kept and filled again: a row that leaves at one end
//! becomes the one that comes in at the other, so that scrolling makes no elements and touches only
//! what differs. It is told what to draw and knows nothing of where that comes from.

use std::ops::Range;

use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, HtmlElement};

use super::look::{self, Marks, RowMarks};
use super::rows::Blocks;
use super::scroll::ROW;
use super::selection::{Area, At, Selection};
use super::widths::Widths;
use crate::protocol::Column;

/// Rows whose places are counted from the same origin: far down in a long list, places in pixels
/// would be too great for the browser to tell one from the next.
const ORIGIN: u32 = 16_384;

/// What is to be seen.
pub(super) struct Scene<'a> {
    pub(super) blocks: &'a Blocks,
    pub(super) columns: &'a [Column],
    pub(super) widths: &'a Widths,
    /// Rows and columns in sight.
    pub(super) rows: Range<u32>,
    pub(super) shown: Range<usize>,
    pub(super) selection: Option<Selection>,
    pub(super) area: Area,
    /// Pixels of rows above those in sight.
    pub(super) offset: f64,
}

/// The elements, with what is on them.
pub(super) struct Painter {
    document: Document,
    layer: Element,
    rows: Vec<RowSlot>,
    /// Rows that take turns; one element more is for the row a person is on when it is out of sight.
    turns: usize,
    columns: usize,
    shift: Option<f64>,
}

struct RowSlot {
    element: HtmlElement,
    number: Element,
    strip: Element,
    cells: Vec<CellSlot>,
    position: Option<u32>,
    place: Option<f64>,
    marks: RowMarks,
    physical: Option<u32>,
}

struct CellSlot {
    element: HtmlElement,
    text: Element,
    at: Option<At>,
    place: (f64, f64),
    marks: Option<Marks>,
    painted: String,
}

impl Painter {
    /// Draws into `layer`, which it has for itself.
    pub(super) fn new(document: Document, layer: Element) -> Self {
        Self { document, layer, rows: Vec::new(), turns: 0, columns: 0, shift: None }
    }

    /// Width the texts of a column would take, as far as they are painted.
    pub(super) fn content(&self, column: usize) -> f64 {
        let cells = self.rows.iter().filter(|row| row.position.is_some()).flat_map(|row| &row.cells);
        let widths = cells
            .filter(|cell| cell.at.is_some_and(|at| at.column == column))
            .map(|cell| cell.text.scroll_width());
        f64::from(widths.max().unwrap_or(0))
    }

    /// Draws what differs from what is there.
    pub(super) fn paint(&mut self, scene: &Scene<'_>) {
        self.turns = self.turns.max(scene.rows.len());
        self.columns = self.columns.max(scene.shown.len());
        while self.rows.len() <= self.turns {
            let Some(row) = RowSlot::new(&self.document, &self.layer) else { return };
            self.rows.push(row);
        }
        let active = scene.selection.map(|selection| selection.active);
        let outside = active.map(|at| at.row).filter(|row| !scene.rows.contains(row));
        let origin = scene.rows.start / ORIGIN * ORIGIN;
        for (slot, row) in self.rows.iter_mut().enumerate() {
            let position = if slot == self.turns { outside } else { turn(&scene.rows, slot, self.turns) };
            row.paint(position, origin, scene, self.columns, &self.document);
        }
        let shift = ROW * f64::from(origin) - scene.offset;
        if self.shift != Some(shift) {
            self.shift = Some(shift);
            if let Some(layer) = self.layer.dyn_ref::<HtmlElement>() {
                set(layer, "transform", &format!("translateY({shift}px)"));
            }
        }
    }
}

/// What the element `slot` of `turns` shows of `range`: each keeps its own as long as it is in sight.
fn turn(range: &Range<u32>, slot: usize, turns: usize) -> Option<u32> {
    let (slot, turns) = (u32::try_from(slot).ok()?, u32::try_from(turns).ok()?.max(1));
    let position = range.start + (slot + turns - range.start % turns) % turns;
    range.contains(&position).then_some(position)
}

impl RowSlot {
    fn new(document: &Document, layer: &Element) -> Option<Self> {
        let element: HtmlElement = create(document, "grid__row", "row")?.unchecked_into();
        let number = create(document, "grid__number", "rowheader")?;
        number.set_attribute("aria-colindex", "1").ok()?;
        let strip = create(document, "grid__strip", "presentation")?;
        element.append_child(&number).ok()?;
        element.append_child(&strip).ok()?;
        element.set_hidden(true);
        layer.append_child(&element).ok()?;
        Some(Self {
            element,
            number,
            strip,
            cells: Vec::new(),
            position: None,
            place: None,
            marks: RowMarks::default(),
            physical: None,
        })
    }

    fn paint(
        &mut self,
        position: Option<u32>,
        origin: u32,
        scene: &Scene<'_>,
        columns: usize,
        document: &Document,
    ) {
        let is_new = self.position != position;
        if is_new {
            if self.position.is_none() || position.is_none() {
                self.element.set_hidden(position.is_none());
            }
            self.position = position;
        }
        let Some(position) = position else { return };
        if is_new {
            attribute(&self.element, "aria-rowindex", &(position + 2).to_string());
        }
        let place = ROW * (f64::from(position) - f64::from(origin));
        if self.place != Some(place) {
            self.place = Some(place);
            set(&self.element, "transform", &format!("translateY({place}px)"));
        }
        let row = scene.blocks.row(position);
        self.paint_number(row.map(|row| row.number));
        let active = scene.selection.map(|selection| selection.active);
        let marks = RowMarks::new(row, active.is_some_and(|at| at.row == position));
        if self.marks != marks {
            self.marks = marks;
            self.element.set_class_name(&marks.class());
        }
        while self.cells.len() <= columns {
            let Some(cell) = CellSlot::new(document, &self.strip) else { return };
            self.cells.push(cell);
        }
        let outside = active.map(|at| at.column).filter(|column| !scene.shown.contains(column));
        let shown = index(&scene.shown);
        for (slot, cell) in self.cells.iter_mut().enumerate() {
            let column = if slot == columns {
                outside
            } else {
                turn(&shown, slot, columns).and_then(|column| usize::try_from(column).ok())
            };
            cell.paint(column.map(|column| At { row: position, column }), row, scene);
        }
    }

    fn paint_number(&mut self, physical: Option<u32>) {
        if self.physical == physical {
            return;
        }
        self.physical = physical;
        let text = physical.map(|number| number.to_string()).unwrap_or_default();
        self.number.set_text_content(Some(&text));
        attribute(&self.element, "data-row", &text);
    }
}

impl CellSlot {
    fn new(document: &Document, strip: &Element) -> Option<Self> {
        let element: HtmlElement = create(document, "grid__cell", "gridcell")?.unchecked_into();
        let text = document.create_element("span").ok()?;
        text.set_class_name("grid__text");
        text.set_attribute("dir", "auto").ok()?;
        element.append_child(&text).ok()?;
        element.set_hidden(true);
        strip.append_child(&element).ok()?;
        let place = (f64::NAN, f64::NAN);
        Some(Self { element, text, at: None, place, marks: None, painted: String::new() })
    }

    fn paint(&mut self, at: Option<At>, row: Option<&crate::protocol::RowView>, scene: &Scene<'_>) {
        let column = at.and_then(|at| scene.columns.get(at.column));
        let at = at.filter(|_| column.is_some());
        if self.at != at {
            if self.at.is_none() || at.is_none() {
                self.element.set_hidden(at.is_none());
            }
            if let Some(at) = at {
                self.element.set_id(&id(at));
                attribute(&self.element, "aria-colindex", &(at.column + 2).to_string());
            }
            self.at = at;
        }
        let (Some(at), Some(column)) = (at, column) else { return };
        let place = (scene.widths.start(at.column), scene.widths.width(at.column));
        if self.place != place {
            self.place = place;
            set(&self.element, "inset-inline-start", &format!("{}px", place.0));
            set(&self.element, "inline-size", &format!("{}px", place.1));
        }
        let cell = row.and_then(|row| row.cells.iter().find(|cell| cell.column == column.index));
        let mut marks = look::marks(cell, at, scene.selection, &scene.area);
        // One id lines up with the next, whether the file has it as text or as a number.
        marks.number &= !column.is_of_a_field();
        if self.marks != Some(marks) {
            self.paint_marks(marks);
        }
        let painted = cell.map(|cell| look::painted(&cell.text)).unwrap_or_default();
        if self.painted != painted {
            self.text.set_text_content(Some(&painted));
            self.painted = painted.into_owned();
        }
    }

    fn paint_marks(&mut self, marks: Marks) {
        let before = self.marks.replace(marks);
        self.element.set_class_name(&marks.class());
        if before.map(|before| before.selected) != Some(marks.selected) {
            attribute(&self.element, "aria-selected", if marks.selected { "true" } else { "false" });
        }
        if before.map(|before| before.severity.is_some()) != Some(marks.severity.is_some()) {
            attribute(&self.element, "aria-invalid", if marks.severity.is_some() { "true" } else { "false" });
        }
    }
}

/// The id of a cell's element.
pub(super) fn id(at: At) -> String {
    format!("cell-{}-{}", at.row, at.column)
}

fn index(columns: &Range<usize>) -> Range<u32> {
    let small = |column: usize| u32::try_from(column).unwrap_or(u32::MAX);
    small(columns.start)..small(columns.end)
}

fn create(document: &Document, class: &str, role: &str) -> Option<Element> {
    let element = document.create_element("div").ok()?;
    element.set_class_name(class);
    element.set_attribute("role", role).ok()?;
    Some(element)
}

/// Attributes and properties of an element of the grid's own are never refused.
fn attribute(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

fn set(element: &HtmlElement, property: &str, value: &str) {
    let _ = element.style().set_property(property, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_take_turns_and_keep_what_stays_in_sight() {
        let check = |range: Range<u32>, turns: usize, expected: &[Option<u32>]| {
            let shown: Vec<Option<u32>> = (0..turns).map(|slot| turn(&range, slot, turns)).collect();
            assert_eq!(shown, expected, "{range:?} by {turns}");
        };
        check(0..3, 3, &[Some(0), Some(1), Some(2)]);
        check(1..4, 3, &[Some(3), Some(1), Some(2)]);
        check(5..8, 3, &[Some(6), Some(7), Some(5)]);
        check(5..7, 3, &[Some(6), None, Some(5)]);
        check(0..0, 2, &[None, None]);
    }
}
